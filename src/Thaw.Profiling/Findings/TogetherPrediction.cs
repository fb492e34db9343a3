using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;

namespace Thaw.Profiling.Findings;

/// <summary>What all findings save together.</summary>
internal static class TogetherPrediction
{
    /// <summary>
    /// Cuts one finding after the other, in rank order, and counts what each loses beyond those before it, at its own
    /// share of saving (a rarely used library is still loaded in some invocations).
    /// </summary>
    public static PredictedSaving Of(AnalysisContext context, IReadOnlyList<Finding> findings)
    {
        double ms = 0, heap = 0;
        double bytes = 0;
        var gone = new bool[context.Graph.ModuleCount];
        List<int> statements = [], modules = [], instead = [];
        foreach (var finding in findings.OrderByDescending(ShareOf))
        {
            if (finding.Pattern == Patterns.Setup)
            {
                ms += finding.PredictedSavingMs;
                continue;
            }

            statements.AddRange(finding.Cuts.Statements);
            modules.AddRange(finding.Cuts.Modules);
            instead.AddRange(finding.Cuts.AlsoLoaded);
            foreach (var module in context.Losses.Of(new ImportCuts(statements, modules, instead)))
            {
                ms += gone[module] ? 0 : context.Costs.OwnMs(module) * ShareOf(finding);
                heap += gone[module] ? 0 : context.Costs.HeapShare(module) * ShareOf(finding);
                bytes += gone[module] ? 0 : context.Costs.Bytes(module) * ShareOf(finding);
                gone[module] = true;
            }
        }

        return new PredictedSaving(ms + context.Costs.CollectorSavedMs(Math.Min(1, heap)), (long)bytes);
    }

    private static double ShareOf(Finding finding) =>
        finding.ExclusiveMs > 0 ? finding.PredictedSavingMs / finding.ExclusiveMs : 0;
}
