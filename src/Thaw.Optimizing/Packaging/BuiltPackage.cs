using Thaw.Functions;
using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Packaging;

/// <summary>A function with edits: a folder that can be deployed as it is.</summary>
/// <param name="Folder">Where it is: the function's code, and the library files that were edited.</param>
/// <param name="Function">The function as it is loaded from there; its events are those of the original.</param>
/// <param name="Modules">The modules that were rewritten.</param>
public sealed record BuiltPackage(string Folder, FunctionDefinition Function, IReadOnlyList<RewrittenModule> Modules);
