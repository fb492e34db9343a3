using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Makes import statements of one module lazy.</summary>
public sealed class ModuleRewriter
{
    /// <summary>Makes the import statements at these lines lazy. What can't be is left alone and said in the outcomes. Deterministic.</summary>
    /// <param name="source">The module.</param>
    /// <param name="lines">First lines of import statements.</param>
    /// <param name="options">How.</param>
    public RewrittenModule Rewrite(SourceFacts source, IReadOnlyCollection<int> lines, RewriteOptions options) =>
        throw new NotImplementedException(source.File + lines.Count + options.Style);
}
