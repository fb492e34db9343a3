using Thaw.Profiling.Analysis;

namespace Thaw.Profiling.Findings;

/// <summary>Keeps the outermost of candidates that lie inside one another.</summary>
/// <remarks>
/// <para>Whatever is lost with an inner unit is lost with the outer one, so candidates are taken by the number of modules
/// that they lose. An inner one is kept only for what it saves beyond the outer one: nothing inside what is unused or
/// avoidable; inside what is rarely used, what is used more rarely still, and other libraries that nothing uses, since
/// those can go from the package altogether. Inside what has a lighter substitute, other libraries: replacing one is a larger
/// step than deferring what it loads.</para>
/// <para>A module of the standard library that only other findings' modules import goes with them.</para>
/// </remarks>
internal sealed class Selection(AnalysisContext context)
{
    private readonly double[] _saved = new double[context.Graph.ModuleCount];
    private readonly List<int> _cut = [];
    private bool[]? _loaded;

    /// <summary>The candidates to report.</summary>
    public IReadOnlyList<Candidate> Outermost(IEnumerable<Candidate> candidates)
    {
        var kept = new List<Candidate>();
        foreach (var candidate in candidates
            .OrderBy(candidate => LibraryOf(candidate) == AnalysisContext.StandardLibrary)
            .ThenByDescending(candidate => candidate.Unit.Lost.Count)
            .ThenBy(candidate => candidate.Unit.Roots[0]))
        {
            var saved = candidate.Unit.Named.Min(module => IsUnusedLibrary(candidate) && _saved[module] < 1 ? 0 : _saved[module]);
            if (candidate.Unit.SavedMs(candidate.Verdict.SavingShare - saved) >= context.MinSavingMs && !GoesWithOthers(candidate))
            {
                kept.Add(candidate);
                Cover(candidate);
            }
        }

        return kept;
    }

    /// <summary>True for a module that goes with a kept candidate, at least in part.</summary>
    public bool IsCovered(int module) => _saved[module] > 0;

    private string LibraryOf(Candidate candidate) => context.Imports.Modules[candidate.Unit.Roots[0]].Library;

    private bool IsUnusedLibrary(Candidate candidate) =>
        candidate.Verdict.Pattern == Patterns.Unused && !context.Imports.Modules[candidate.Unit.Roots[0]].Name.Contains('.', StringComparison.Ordinal)
        && LibraryOf(candidate) is not (AnalysisContext.StandardLibrary or AnalysisContext.OwnCode);

    private bool GoesWithOthers(Candidate candidate)
    {
        if (LibraryOf(candidate) != AnalysisContext.StandardLibrary || _cut.Count == 0)
        {
            return false;
        }

        // The standard library comes last, so what the others cut no longer changes.
        _loaded ??= context.Graph.LoadedWithout(Analysis.Graphs.ImportCuts.OfModules([.. _cut]));
        return candidate.Unit.Named.All(module => !_loaded[module]);
    }

    private void Cover(Candidate candidate)
    {
        var isHeavy = candidate.Verdict.Pattern == Patterns.Heavy;
        var library = context.LibraryOf[candidate.Unit.Roots[0]];
        foreach (var module in candidate.Unit.Lost)
        {
            var covers = !isHeavy ? candidate.Verdict.SavingShare : context.LibraryOf[module] == library ? 1 : 0;
            _saved[module] = Math.Max(_saved[module], covers);
        }

        if (LibraryOf(candidate) != AnalysisContext.StandardLibrary)
        {
            _cut.AddRange(candidate.Unit.Roots);
        }
    }
}
