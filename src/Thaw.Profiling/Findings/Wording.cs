using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Findings;

/// <summary>The sentences of findings.</summary>
internal sealed class Wording(AnalysisContext context, DisplayPaths paths)
{
    public static string Ms(double ms) => ms >= 100 ? $"{ms:F0} ms" : $"{ms:F1} ms";

    public static string Bytes(long bytes) => bytes >= 10_000_000 ? $"{bytes / 1e6:F0} MB" : $"{bytes / 1e6:F1} MB";

    public static string Share(double share) => share > 0 && share < 0.01 ? $"{100 * share:F1} %" : $"{100 * share:F0} %";

    public string At(int statement)
    {
        var place = context.Imports.Statements[statement];
        return paths.At(place.File, place.Line);
    }

    /// <summary>Some of many: "a, b and 3 more".</summary>
    public static string List(IReadOnlyCollection<string> items, int most)
    {
        if (items.Count > most + 1)
        {
            return $"{string.Join(", ", items.Take(most))} and {items.Count - most} more";
        }

        return items.Count < 2 ? string.Concat(items) : $"{string.Join(", ", items.SkipLast(1))} and {items.Last()}";
    }

    public string Events(EventSet events) =>
        events.IsEmpty ? "no event" : $"{context.Weights.NamesOf(events).Count} of {context.Weights.Names.Count} events ({List(context.Weights.NamesOf(events), 3)})";

    /// <summary>The places that have to change, as the start of a sentence.</summary>
    public string Statements(ImportUnit unit) =>
        unit.Statements.Count == 0 ? "Loaded by C code" : List([.. unit.Statements.Select(At)], 3);

    public string CalledAt(IReadOnlyList<InitNeed> needs) => $", called at {SitesOf(needs)}";

    private string SitesOf(IReadOnlyList<InitNeed> needs) => SitesOf(needs.Select(need => need.Site!));

    /// <summary>Where bodies of modules read something.</summary>
    public string SitesOf(IReadOnlyList<BodyRead> reads) => SitesOf(reads.Select(read => read.Read.Site));

    /// <summary>Where types of a unit are checked.</summary>
    public string TypeChecks(ImportUnit unit) =>
        SitesOf(unit.Named.SelectMany(context.Uses.Reads).Select(read => read.Site));

    private string SitesOf(IEnumerable<CallSite> sites) => List([.. sites.Select(site => paths.At(site.File, site.Line)).Distinct()], 3);

    public string Cost(ImportUnit unit)
    {
        var share = context.Imports.InitMs > 0 ? $" ({Share(unit.Cost.Ms / context.Imports.InitMs)} of init)" : "";
        var modules = unit.Cost.Modules == 1 ? "1 module" : $"{unit.Cost.Modules} modules";
        return $"Without it {modules} would not be loaded: {Ms(unit.Cost.Ms)}{share}, {Bytes(unit.Cost.Bytes)}.";
    }

    public string NotSeen(ImportUnit unit)
    {
        var what = unit.Lost.Count == 1 ? "No function of it" : "No function of it, or of what only it loads,";
        var names = context.Uses.KnowsReads
            ? ", and no code that ran has named anything of it (what C code uses leaves no trace)"
            : " (constants, types and exceptions leave no trace)";
        return $"{what} was seen to run in {context.Weights.Names.Count} events{names}.";
    }

    public string RareUse(ImportUnit unit, double share)
    {
        var assumed = context.Weights.AreAssumed ? "; all events count the same, since no weights are given" : "";
        return $"{Events(unit.Events)} {(context.Weights.NamesOf(unit.Events).Count == 1 ? "uses" : "use")} it, {Share(share)} of invocations{assumed}.";
    }

    public string RemoveOrDefer(ImportUnit unit)
    {
        var own = unit.Statements.Where(context.IsOwnStatement).Select(At).ToArray();
        if (own.Length > 0 && own.Length == unit.Statements.Count)
        {
            return $"Remove the import at {List(own, 3)}, or move it into the function that needs it.";
        }

        var places = Statements(unit);
        return own.Length > 0
            ? $"Remove the import at {List(own, 3)}; libraries import it too, so make it lazy in all of {places}."
            : $"Make the import at {places} load on first use; your own code does not import it.";
    }

    public string DeferToUse(ImportUnit unit)
    {
        var own = unit.Statements.Count > 0 && unit.Statements.All(context.IsOwnStatement);
        var site = FirstOwnUse(unit);
        if (!own)
        {
            var used = site is null ? "" : $"; first used in {site.Function} ({paths.At(site.File, site.Line)})";
            return $"Make the import at {Statements(unit)} load on first use{used}.";
        }

        // Code can be moved within its module only; from elsewhere the path is just a hint.
        var isThere = site is not null && unit.Statements.Any(statement => context.Imports.Statements[statement].File == site.File);
        var where = site is null || !isThere ? "the function that uses it" : $"{site.Function} ({paths.At(site.File, site.Line)})";
        var reached = site is null || isThere ? "" : $"; first reached from {paths.At(site.File, site.Line)}";
        return $"Move the import from {Statements(unit)} into {where}{reached}.";
    }

    public string DeferSetup(ImportUnit unit, IReadOnlyList<InitNeed> needs) =>
        $"Defer what {SitesOf(needs)} sets up to its first use, and the import at {Statements(unit)} with it; or drop both.";

    /// <summary>The frame of the function's own code from which a unit is first used in an event, one in the importing file if there is one.</summary>
    private CallSite? FirstOwnUse(ImportUnit unit)
    {
        var files = unit.Statements.Select(statement => context.Imports.Statements[statement].File).ToHashSet(StringComparer.Ordinal);
        CallSite? elsewhere = null;
        foreach (var module in unit.Named)
        {
            foreach (var function in context.Uses.Functions(module))
            {
                var site = function.FirstPath.LastOrDefault(frame => context.IsOwn(context.Frames.ModuleOf(frame.File)));
                if (site is null || FrameMap.IsModuleBody(site.Function))
                {
                    continue;
                }

                if (files.Contains(site.File))
                {
                    return site;
                }

                elsewhere ??= site;
            }
        }

        return elsewhere;
    }
}
