using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;
using Thaw.Python.Environments;

namespace Thaw.Optimizing.Planning;

/// <summary>What of the reachable saving a plan leaves, and which statement holds it.</summary>
internal sealed class LeftAloneFinder(PlanState state, CutSelection cuts, Unreached unreached)
{
    private readonly bool[] _loaded = cuts.Loaded;

    /// <summary>Executed statements of loaded modules that lead to modules which no event reaches, the costliest first.</summary>
    public IReadOnlyList<LeftAlone> Find()
    {
        var left = new List<LeftAlone>();
        foreach (var group in Holding().GroupBy(execution => state.Init.StatementOf(execution)))
        {
            var place = state.Imports.Statements[group.Key];
            var candidate = state.Candidates.Of(group.Key);
            left.Add(new LeftAlone(place.Module, place.File, place.Line, Cost(group.Key, candidate), Reason(place, candidate)));
        }

        return
        [
            .. left.DistinctBy(item => (item.File, item.Line)).OrderByDescending(item => item.CostMs)
                .ThenBy(item => item.File, StringComparer.Ordinal).ThenBy(item => item.Line),
        ];
    }

    private IEnumerable<int> Holding()
    {
        for (var execution = 0; execution < state.Init.ExecutionCount; execution++)
        {
            var importer = state.Init.ImporterOf(execution);
            var candidate = state.Graph.CandidateOf(execution);
            if (importer >= 0 && _loaded[importer] && (candidate < 0 || !cuts.IsCut[candidate]) && LeadsToUnreached(execution))
            {
                yield return execution;
            }
        }
    }

    private bool LeadsToUnreached(int execution)
    {
        foreach (var node in state.Init.Successors[state.Init.NodeOfExecution(execution)])
        {
            if (state.Init.ModuleOf(node) is >= 0 and var module && unreached.Contains(module))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What would not be loaded as well without it, in the graph of what was executed.</summary>
    private double Cost(int statement, int candidate)
    {
        if (candidate >= 0)
        {
            return state.Costs.Sum(cuts.Difference(candidate)).Ms;
        }

        var without = state.Init.LoadedWithout(ImportCuts.OfStatements(
            [statement, .. state.Candidates.All.Where(other => cuts.IsCut[other.Id]).SelectMany(other => other.Statements)]));
        return state.Costs.Sum([.. state.Lost(without).Where(module => _loaded[module])]).Ms;
    }

    private string Reason(ImportStatement place, int candidate)
    {
        if (candidate >= 0)
        {
            return state.WhyNot(state.Candidates.All[candidate]) ?? cuts.WhyNotCut(candidate) ?? "others load the same in init";
        }

        var holder = state.Candidates.HolderOf(statement: place.Id);
        var module = holder >= 0 ? state.Imports.Modules[holder] : null;
        return module switch
        {
            { Library: DistributionIndex.Python } => "the standard library is never edited",
            { Kind: "extension" } => "an extension module imports it",
            not null when CandidateTable.IsKept(module, state.Options) => $"--keep {module.Library}",
            not null when state.Options.OwnCodeOnly && module.Library != DistributionIndex.Function => "only the function's own code is edited",
            { File: { } file } when state.Options.OnlyFiles?.Contains(file) == false => "git does not track it, or it is a link",
            _ when place.Function != "<module>" => $"it runs in {place.Function}, not at the top level",
            _ => "no import statement at the top level of a source file",
        };
    }
}
