using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Which module an import statement means.</summary>
public static class ModuleNames
{
    /// <summary>The absolute name of what stands after <c>from</c>; null if the dots lead out of the top-level package.</summary>
    /// <param name="source">The module that holds the statement.</param>
    /// <param name="statement">A <c>from … import …</c> statement.</param>
    public static string? OfFrom(SourceFacts source, ImportStatementFacts statement)
    {
        if (statement.Level == 0)
            return statement.From;
        var parts = source.Module.Split('.');
        var kept = parts.Length - statement.Level + (source.IsPackage ? 1 : 0);
        if (kept <= 0)
            return null;
        var package = string.Join('.', parts.Take(kept));
        return statement.From is null ? package : $"{package}.{statement.From}";
    }

    /// <summary>Absolute names of the modules that a statement loads, as far as its text tells.</summary>
    /// <param name="source">The module that holds the statement.</param>
    /// <param name="statement">Any import statement.</param>
    public static IEnumerable<string> Loaded(SourceFacts source, ImportStatementFacts statement)
    {
        if (!statement.IsFrom)
            return statement.Names.Select(name => name.Name);
        return OfFrom(source, statement) is { } module
            ? statement.Names.Where(name => name.IsSubmodule).Select(name => $"{module}.{name.Name}").Prepend(module)
            : [];
    }
}
