using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>How the inserted code names what it uses of the builtins, in a module that may have such names of its own.</summary>
internal sealed class BuiltinNames
{
    /// <summary>The name in the module's globals that holds the builtins.</summary>
    private const string Holder = "_thaw_builtins";

    private static readonly string[] Used =
        ["any", "sorted", "bool", "globals", "locals", "object", "exec", "compile", "AttributeError"];

    private readonly HashSet<string> _own;

    /// <summary>Looks at what a module binds.</summary>
    /// <param name="source">The module.</param>
    /// <param name="options">Names of star imports; the names of others may be any.</param>
    public BuiltinNames(SourceFacts source, RewriteOptions options)
    {
        var stars = source.Imports.Where(item => item is { IsStar: true, AtModuleLevel: true }).Select(item =>
            ModuleNames.OfFrom(source, item) is { } module ? options.StarNames.GetValueOrDefault(module) : null).ToList();
        _own = stars.Any(names => names is null)
            ? [.. Used]
            : [.. source.Shadowed.Concat(stars.SelectMany(names => names!)).Intersect(Used)];
    }

    /// <summary>What has to be assigned before anything else is inserted, name and value; null for nothing.</summary>
    public (string Name, string Value)? SetUp => _own.Count > 0 ? (Holder, "__import__('builtins')") : null;

    /// <summary>An expression for a builtin.</summary>
    /// <param name="name">Its name.</param>
    public string this[string name] => _own.Contains(name) ? $"{Holder}.{name}" : name;
}
