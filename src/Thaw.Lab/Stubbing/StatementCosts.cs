using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;

namespace Thaw.Lab.Stubbing;

/// <summary>An import statement with what leaving it out is predicted to save.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="PredictedMs">Its exclusive cost in init, ms.</param>
/// <param name="PredictedModules">Modules that would not be loaded.</param>
internal sealed record StatementCost(ImportStatement Statement, double PredictedMs, int PredictedModules);

/// <summary>Takes the exclusive costs of import statements from a recording, and picks some of them.</summary>
internal static class StatementCosts
{
    /// <summary>Every statement that runs in init, the costliest first.</summary>
    public static IReadOnlyList<StatementCost> Of(ImportsPass imports)
    {
        var graph = ImportGraph.Of(imports);
        var (losses, costs) = (new LossFinder(graph), ModuleCosts.Of(imports));
        var found = new List<StatementCost>();
        foreach (var statement in imports.Statements)
        {
            var cost = costs.Sum(losses.OfStatement(statement.Id));
            if (cost.Modules > 0)
                found.Add(new StatementCost(statement, cost.Ms, cost.Modules));
        }

        return [.. found.OrderByDescending(cost => cost.PredictedMs).ThenBy(cost => cost.Statement.Id)];
    }

    /// <summary>
    /// An order in which every beginning is spread over the whole list: the first, the middle, the quarters, the eighths
    /// and so on. Taking the costliest ones alone would test one chain of nested statements again and again.
    /// </summary>
    public static IEnumerable<StatementCost> Spread(IReadOnlyList<StatementCost> costs)
    {
        var taken = new HashSet<int>();
        for (int parts = 1; taken.Count < costs.Count; parts *= 2)
        {
            for (int part = 0; part < parts; part++)
            {
                int index = (int)((long)part * costs.Count / parts);
                if (taken.Add(index))
                    yield return costs[index];
            }
        }
    }
}
