using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;

namespace Thaw.Profiling.Findings;

/// <summary>C3 in general: the function's own code names a wide module of a library where a narrower one would do.</summary>
/// <remarks>
/// The plan that is tried: none of the function's own statements asks for the library, and in their place exactly
/// the modules of it are loaded whose functions ran, parent packages included (their <c>__init__</c> runs in any
/// case, which is why naming a private submodule often saves nothing). What is then not loaded is the saving.
/// </remarks>
internal sealed class NarrowImports(AnalysisContext context, Wording wording)
{
    /// <summary>Candidates for libraries that the function's own code imports.</summary>
    /// <param name="isReported">True for top-level modules that another finding already covers.</param>
    public IEnumerable<Finding> Find(Func<int, bool> isReported)
    {
        var builder = new FindingBuilder(context, wording);
        for (var module = 0; module < context.Graph.ModuleCount; module++)
        {
            if (context.Graph.Names.Parent(module) < 0 && context.Graph.InInit(module) && !context.IsOwn(module)
                && !isReported(module) && Try(module, builder) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private Finding? Try(int top, FindingBuilder builder)
    {
        var named = context.Graph.Names.Below(top).ToArray();
        var used = named.Where(module => context.Graph.InInit(module) && IsNeeded(module)).ToArray();
        var statements = context.StatementsInto(named, module => module >= 0 && context.Graph.Names.Contains(top, module))
            .Where(context.IsOwnStatement).ToArray();
        if (used.Length == 0 || statements.Length == 0 || Narrowest(used) is not { } narrow || narrow == top)
        {
            return null;
        }

        var cuts = new ImportCuts(statements, [], used);
        var lost = context.Losses.Of(cuts).ToArray();
        var cost = context.Costs.Sum(lost);

        // Only what belongs to the library: other modules that the same statements load may be needed for themselves.
        return cost.Ms < context.MinSavingMs || Array.Exists(lost, module => !context.Uses.Events(module).IsEmpty)
            ? null
            : Build(top, narrow, statements, cuts, cost, builder);
    }

    private Finding Build(int top, int narrow, int[] statements, ImportCuts cuts, ImportCost cost, FindingBuilder builder)
    {
        var (target, submodule) = (context.Imports.Modules[top].Name, context.Imports.Modules[narrow].Name);
        var events = context.Graph.Names.Below(top).ToArray().Aggregate(
            Analysis.Usage.EventSet.Empty, (set, module) => set | context.Uses.Events(module));
        var places = Wording.List([.. statements.Select(wording.At)], 3);
        return new Finding
        {
            Id = FindingBuilder.IdOf(Patterns.Heavy, target),
            Pattern = Patterns.Heavy,
            Kind = "module",
            Target = target,
            Library = context.Imports.Modules[top].Library,
            Members = [],
            ImportedAt = builder.LineOf(statements[0]),
            AlsoImportedAt = [.. statements.Skip(1).Select(builder.LineOf)],
            Chain = [builder.LineOf(statements[0])],
            ExclusiveMs = cost.Ms,
            ExclusiveBytes = cost.Bytes,
            PredictedSavingMs = cost.Ms,
            PredictedSavingBytes = cost.Bytes,
            EventsReaching = context.Weights.NamesOf(events),
            EventShare = context.Weights.ShareOf(events),
            Takes = [],
            Remedy = $"Import from {submodule} at {places}: everything of {target} that ran lives there.",
            Evidence =
            [
                $"All functions of {target} that ran are in {submodule}.",
                $"Importing that alone leaves out {cost.Modules} modules: {Wording.Ms(cost.Ms)}, {Wording.Bytes(cost.Bytes)}.",
            ],
            Confidence = "medium",
            Cuts = cuts,
        };
    }

    private bool IsNeeded(int module) =>
        !context.Uses.Events(module).IsEmpty || context.Uses.InitNeeds(module).Any(need => context.IsOwn(need.Needer));

    /// <summary>The innermost module that contains all of them by name.</summary>
    private int? Narrowest(int[] modules)
    {
        var narrow = modules[0];
        foreach (var module in modules)
        {
            while (narrow >= 0 && !context.Graph.Names.Contains(narrow, module))
            {
                narrow = context.Graph.Names.Parent(narrow);
            }
        }

        return narrow < 0 ? null : narrow;
    }
}
