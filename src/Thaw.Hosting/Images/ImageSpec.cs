using System.Security.Cryptography;
using System.Text;
using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Images;

/// <summary>What a dependency image is to hold.</summary>
/// <param name="Runtime">The interpreter, as <c>python3.11</c>.</param>
/// <param name="Modules">What is initialised, in this order, each with the number of its file in the store of libraries; 0: the interpreter's.</param>
/// <param name="Source">A version that has these libraries: the image is built from what it sees, without its code.</param>
internal sealed record ImageSpec(string Runtime, IReadOnlyList<ImageModule> Modules, FunctionVersion Source)
{
    /// <summary>The same for the same content: 12 hexadecimal digits.</summary>
    public string Name { get; } = NameOf(Runtime, Modules);

    private static string NameOf(string runtime, IReadOnlyList<ImageModule> modules)
    {
        var text = new StringBuilder(runtime);
        foreach (var module in modules.OrderBy(module => module.Name, StringComparer.Ordinal))
            text.Append('\n').Append(module.Name).Append(' ').Append(module.File);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
    }
}

/// <summary>A module of an image.</summary>
/// <param name="Name">Its dotted name.</param>
/// <param name="File">Which file its top-level module is, by <see cref="ModulePlaces.NumberOf"/>; 0 when it comes with the interpreter.</param>
internal readonly record struct ImageModule(string Name, ulong File)
{
    /// <summary>The name of the module that it belongs to.</summary>
    public string TopLevel => Name.Split('.')[0];
}
