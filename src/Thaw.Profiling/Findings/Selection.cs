using Thaw.Profiling.Analysis;

namespace Thaw.Profiling.Findings;

/// <summary>Keeps the outermost of candidates that lie inside one another.</summary>
/// <remarks>
/// Whatever is lost with an inner unit is lost with the outer one, so candidates are taken by the number of modules
/// that they lose. Inside what is unused or avoidable nothing more is reported. Inside what is rarely used, only
/// what still saves enough in the invocations that use it, and other libraries that nothing uses: those can go from
/// the package altogether. Inside what has a lighter substitute, everything:
/// replacing a library is a larger step than deferring a part of it.
/// </remarks>
internal sealed class Selection(AnalysisContext context)
{
    private readonly double[] _left = [.. Enumerable.Repeat(1.0, context.Graph.ModuleCount)];

    /// <summary>The candidates to report.</summary>
    public IReadOnlyList<Candidate> Outermost(IEnumerable<Candidate> candidates)
    {
        var kept = new List<Candidate>();
        foreach (var candidate in candidates
            .OrderByDescending(candidate => candidate.Unit.Lost.Count)
            .ThenBy(candidate => candidate.Unit.Roots[0]))
        {
            var left = candidate.Unit.Named.Max(module => IsUnusedLibrary(candidate) && _left[module] > 0 ? 1 : _left[module]);
            if (candidate.Unit.SavedMs * candidate.Verdict.SavingShare * left >= context.MinSavingMs)
            {
                kept.Add(candidate);
                Cover(candidate, left);
            }
        }

        return kept;
    }

    private bool IsUnusedLibrary(Candidate candidate)
    {
        var root = candidate.Unit.Roots[0];
        return candidate.Verdict.Pattern == Patterns.Unused && context.Graph.Names.Parent(root) < 0
            && context.Imports.Modules[root].Library is not (AnalysisContext.StandardLibrary or AnalysisContext.OwnCode);
    }

    private void Cover(Candidate candidate, double left)
    {
        if (candidate.Verdict.Pattern == Patterns.Heavy)
        {
            return;
        }

        foreach (var module in candidate.Unit.Lost)
        {
            _left[module] = Math.Min(_left[module], left * (1 - candidate.Verdict.SavingShare));
        }
    }
}
