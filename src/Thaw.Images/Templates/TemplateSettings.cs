using System.Runtime.InteropServices;

namespace Thaw.Images.Templates;

/// <summary>What a template runs.</summary>
/// <param name="Interpreter">The absolute path of the interpreter, in the sandbox.</param>
/// <param name="Script">The absolute path of <c>thaw_template.py</c> there.</param>
/// <param name="Runtime">The folder of the instances' runtime there.</param>
/// <param name="Modules">The modules to initialise, in this order; dotted names.</param>
/// <param name="UserId">Its uid and gid: no function's.</param>
/// <param name="Output">
/// Gets what libraries write while they are imported: a pipe or a socket, because the streams of instances are the same objects, and
/// Python asks only once whether they have a position. It stays the caller's.
/// </param>
public sealed record TemplateSettings(string Interpreter, string Script, string Runtime, IReadOnlyList<string> Modules, uint UserId, SafeHandle Output)
{
    /// <summary>Its complete environment: what libraries may look at while they are imported.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
