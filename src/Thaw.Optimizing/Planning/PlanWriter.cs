using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Python.Environments;

namespace Thaw.Optimizing.Planning;

/// <summary>Puts a plan into words and figures.</summary>
internal sealed class PlanWriter(PlanState state, UseIndex uses, CutSelection cuts)
{
    private readonly bool[] _loaded = cuts.Loaded;

    public OptimizationPlan Write()
    {
        var lost = state.Lost(_loaded);
        var cost = state.Costs.Sum(lost);
        var unreached = new Unreached(state, uses);
        var unreachedLost = lost.Where(unreached.Contains).ToArray();
        return new OptimizationPlan(
            [.. state.Candidates.All.Where(candidate => cuts.IsCut[candidate.Id]).Select(Edit).OrderByDescending(edit => edit.Saving.Ms)
                .ThenBy(edit => edit.Edit.File, StringComparer.Ordinal).ThenBy(edit => edit.Edit.Line)],
            new PredictedSaving(cost.Ms, cost.Bytes),
            new LeftAloneFinder(state, cuts, unreached).Find(),
            state.Costs.Sum(unreached.Modules).Ms)
        {
            UnreachedSavedMs = state.Costs.Sum(unreachedLost).Ms,
            ExpectedMs = lost.Sum(module => state.Costs.Ms(module) * (1 - cuts.Shares[module])),
            Deferred = [.. lost.Select(module => state.Imports.Modules[module].Name)],
            Preload = state.Options.Target == OptimizeTarget.Prewarmed ? PreloadList.Of(state, module => !_loaded[module] && cuts.Shares[module] > 0) : [],
        };
    }

    private PlannedEdit Edit(Candidate candidate)
    {
        var spared = cuts.Difference(candidate.Id);
        var cost = state.Costs.Sum(spared);
        return new PlannedEdit(candidate.Edit, new PredictedSaving(cost.Ms, cost.Bytes), Confidence(candidate, spared), Why(spared));
    }

    /// <summary>
    /// High: no event was seen to need any of it, the statement stands plain at the top level, and nothing reads its value while
    /// the module is executed. Medium: events need some of it; it stands in an <c>if</c>, <c>try</c> or <c>with</c>; or a
    /// definition reads it and waits with it. Low: two of these, or a star import.
    /// </summary>
    private string Confidence(Candidate candidate, IReadOnlyList<int> spared)
    {
        var doubts = (spared.Any(module => cuts.Shares[module] > 0) ? 1 : 0)
            + (candidate.Facts.Any(import => import.Guard is not null) ? 1 : 0)
            + (candidate.Facts.Any(import => import.UsedAtImport.Count > 0) ? 1 : 0)
            + (candidate.Facts.Any(import => import.IsStar) ? 2 : 0);
        return doubts switch { 0 => "high", 1 => "medium", _ => "low" };
    }

    private string Why(IReadOnlyList<int> spared)
    {
        var names = Outermost(spared);
        var listed = string.Join(", ", names.Take(3)) + (names.Count > 3 ? $" and {names.Count - 3} more" : "");
        var share = spared.Count == 0 ? 0 : spared.Max(module => cuts.Shares[module]);
        return share == 0
            ? $"No event was seen to need {listed}."
            : $"Only events with {share * 100:0} % of all invocations load {listed}.";
    }

    private List<string> Outermost(IReadOnlyList<int> modules)
    {
        var set = modules.ToHashSet();
        return
        [
            .. modules.Where(module => state.Imports.Modules[module].Library != DistributionIndex.Python || modules.Count == 1)
                .Where(module => state.Init.Names.Parent(module) is var parent && !set.Contains(parent))
                .Select(module => state.Imports.Modules[module].Name)
                .DefaultIfEmpty(modules.Count > 0 ? state.Imports.Modules[modules[0]].Name : ""),
        ];
    }
}
