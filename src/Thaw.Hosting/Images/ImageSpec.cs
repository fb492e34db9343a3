using System.Security.Cryptography;
using System.Text;
using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>What a dependency image is to hold.</summary>
/// <param name="Runtime">The interpreter, as <c>python3.11</c>.</param>
/// <param name="Modules">What is initialised, in this order.</param>
/// <param name="Source">A version that has these libraries: the image is built from what it sees, without its code.</param>
/// <param name="Build">Which build of the interpreter; empty: not known.</param>
internal sealed record ImageSpec(string Runtime, IReadOnlyList<ImageModule> Modules, FunctionVersion Source, string Build = "")
{
    /// <summary>The same for the same content: 12 hexadecimal digits.</summary>
    public string Name { get; } = NameOf(Runtime + Build, Modules);

    private static string NameOf(string interpreter, IReadOnlyList<ImageModule> modules)
    {
        var text = new StringBuilder(interpreter);
        foreach (var module in modules.OrderBy(module => module.Name, StringComparer.Ordinal))
            text.Append('\n').Append(module.Name).Append(' ').Append(module.Content);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
    }
}

/// <summary>A module of an image.</summary>
/// <param name="Name">Its dotted name.</param>
/// <param name="Content">The content of what brings its top-level module, by <see cref="ModulePlaces.ContentOf"/>; 0 when it comes with the interpreter.</param>
internal readonly record struct ImageModule(string Name, ulong Content)
{
    /// <summary>The name of the module that it belongs to.</summary>
    public string TopLevel => Name.Split('.')[0];
}
