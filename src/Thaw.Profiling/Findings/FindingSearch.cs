using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Stacks;
using Thaw.Profiling.Analysis.Tables;

namespace Thaw.Profiling.Findings;

/// <summary>All findings of a recording, ranked by predicted saving.</summary>
internal static class FindingSearch
{
    /// <summary>Finds and ranks.</summary>
    public static IReadOnlyList<Finding> Find(
        AnalysisContext context, DisplayPaths paths, IReadOnlyList<ModuleFacts> modules, IReadOnlyList<SetupWork> setup)
    {
        var wording = new Wording(context, paths);
        var findings = new List<Finding>();
        var removed = new bool[context.Graph.ModuleCount];
        if (context.Recording.Usage is not null)
        {
            var kept = Imports(context, wording, modules, setup);
            var builder = new FindingBuilder(context, wording);
            findings.AddRange(kept.Select(builder.Of));
            findings.AddRange(new NarrowImports(context, wording).Find(top => kept.Any(candidate => candidate.Unit.Roots.Contains(top))));
            Mark(context, kept, removed);
        }

        findings.AddRange(new SetupFindings(context, wording, paths).Find(setup, module => removed[module]));
        return [.. findings.OrderByDescending(finding => finding.PredictedSavingMs).ThenBy(finding => finding.Target, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<Candidate> Imports(
        AnalysisContext context, Wording wording, IReadOnlyList<ModuleFacts> modules, IReadOnlyList<SetupWork> setup)
    {
        var evaluator = new UnitEvaluator(context);
        var classifier = new Classifier(context, wording, setup);
        var search = new UnitSearch(context, evaluator, classifier, [.. modules.Select(module => module.Exclusive.Ms)]);
        var selection = new Selection(context);
        var kept = selection.Outermost(search.Find());
        return [.. kept, .. search.Groups(selection.IsCovered)];
    }

    /// <summary>A substitute takes the place of the library itself; what it loads of others may stay for others.</summary>
    private static void Mark(AnalysisContext context, IEnumerable<Candidate> kept, bool[] removed)
    {
        foreach (var candidate in kept)
        {
            var library = context.LibraryOf[candidate.Unit.Roots[0]];
            foreach (var module in candidate.Unit.Lost)
            {
                removed[module] |= candidate.Verdict.Pattern != Patterns.Heavy || context.LibraryOf[module] == library;
            }
        }
    }
}
