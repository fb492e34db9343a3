using System.Diagnostics.CodeAnalysis;
using Thaw.Optimizing.Sources;

namespace Thaw.Optimizing.Rewriting;

/// <summary>Makes import statements of one module lazy.</summary>
/// <remarks>
/// What it leaves is the text as it was, with insertions on lines that are there and a block at the end, so lines keep
/// their numbers. How the new source works is told in <see cref="LoaderText"/> and <see cref="SupportText"/>.
/// </remarks>
public sealed class ModuleRewriter
{
    /// <summary>Makes the import statements at these lines lazy. What can't be is left alone and said in the outcomes. Deterministic.</summary>
    /// <param name="source">The module.</param>
    /// <param name="lines">First lines of import statements.</param>
    /// <param name="options">How.</param>
    public RewrittenModule Rewrite(SourceFacts source, IReadOnlyCollection<int> lines, RewriteOptions options) =>
        Rewrite(source, [.. lines.Select(line => new ImportEdit(source.Module, source.File, line))], options);

    /// <summary>Changes import statements. What can't be changed is left alone and said in the outcomes. Deterministic.</summary>
    /// <param name="source">The module.</param>
    /// <param name="edits">What is to become of its statements; one edit a line.</param>
    /// <param name="options">How statements are made lazy.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Callers are given a rewriter; that it has no state is its own affair.")]
    public RewrittenModule Rewrite(SourceFacts source, IReadOnlyCollection<ImportEdit> edits, RewriteOptions options)
    {
        var wanted = edits.DistinctBy(edit => edit.Line).OrderBy(edit => edit.Line).ToList();
        var changes = new ModuleChanges(source, wanted, options);
        return new RewrittenModule(
            source.Module, source.File, source.IsPackage, changes.Write(options), [.. wanted.Select(changes.Outcome)]);
    }
}
