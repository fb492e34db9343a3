using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Stacks;
using Thaw.Profiling.Analysis.Usage;

namespace Thaw.Profiling.Findings;

/// <summary>Decides which pattern a unit shows, if any.</summary>
/// <remarks>
/// One pattern a target, the most specific that holds:
/// <list type="number">
/// <item>C1 if nothing of it ran: it can go, whatever else it is.</item>
/// <item>C4 by the table of output libraries: that it is not for the result outweighs how often it runs.</item>
/// <item>C3 by the table of substitutes, or C2 if loading it on first use saves more than the substitute would.</item>
/// <item>C4 in general: used only in init, by the function's own code or by another library's set-up.</item>
/// <item>C3 if a library is loaded only for its types to be named in type checks.</item>
/// <item>C3 by a narrower import (see <see cref="NarrowImports"/>) only where none of these holds.</item>
/// </list>
/// </remarks>
internal sealed class Classifier(AnalysisContext context, Wording wording, IReadOnlyList<SetupWork> setup)
{
    private readonly HashSet<(int Module, int Line)> _realSetup =
        [.. setup.Where(work => work.Time.WallMs >= context.Thresholds.MinSavingMs).Select(work => (work.Module, work.Line))];

    private readonly SubstituteMatcher _substitutes = new(context, wording);

    /// <summary>The verdict, or null if the unit is as it should be.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="isUnused">True for modules that other findings remove: their needs don't count.</param>
    public Verdict? Classify(ImportUnit unit, bool[] isUnused)
    {
        var needs = unit.OutsideNeeds.Where(need => !isUnused[need.Needer]).ToArray();
        if (unit.Events.IsEmpty && needs.Length == 0)
        {
            return MayBeUnused(unit, isUnused) ? Unused(unit, isUnused) : ReadAtImportOnly(unit);
        }

        if (unit.Roots.Count > 1)
        {
            return null;
        }

        return OutputOnly(unit, needs) ?? Best(_substitutes.Match(unit, needs), Rare(unit, needs)) ?? InitOnly(unit, needs)
            ?? TypeChecksOnly(unit, needs);
    }

    /// <summary>
    /// What C code uses leaves no trace, so an extension module that imports it has a say, and for an extension module
    /// every importer that is used, the packages above it apart (they re-export). What ran in init is unused only if nothing
    /// but unused modules name it (import it, where names are not known). What the function's own modules read while they are loaded is not unused.
    /// </summary>
    private bool MayBeUnused(ImportUnit unit, bool[] isUnused)
    {
        if (unit.NativeImporters.Any(importer => !isUnused[importer]) || unit.OutsideReads.Any(read => context.IsOwn(read.Reader)))
        {
            return false;
        }

        var root = unit.Roots[0];
        var importers = unit.Statements.Select(context.HolderOf)
            .Where(holder => holder >= 0 && !context.Graph.Names.Contains(holder, root)).Distinct().ToArray();
        // Of several modules that call it while they are loaded, only the first is known.
        if (unit.OutsideNeeds.Count > 0 && (context.Uses.KnowsReads
            ? unit.OutsideReads.Any(read => !isUnused[read.Reader])
            : !Array.TrueForAll(importers, importer => isUnused[importer])))
        {
            return false;
        }

        var used = importers.Count(importer => !context.IsOwn(importer) && !context.Uses.Events(importer).IsEmpty);
        var load = context.Imports.Modules[root];
        return load.Kind == "extension" || (load.Library == AnalysisContext.StandardLibrary && !context.Uses.KnowsReads)
            ? used == 0
            : context.Uses.KnowsReads || !load.Name.Contains('.', StringComparison.Ordinal) || used <= context.Thresholds.MaxUsedImporters;
    }

    private Verdict Unused(ImportUnit unit, bool[] isUnused)
    {
        var leansOnOthers = unit.OutsideNeeds.Count > 0;
        var own = unit.Statements.Count > 0 && unit.Statements.All(context.IsOwnStatement);
        List<string> reasons = [wording.NotSeen(unit)];
        var reads = unit.OutsideReads.Where(read => !isUnused[read.Reader]).ToArray();
        if (reads.Length > 0)
        {
            reasons.Add($"Modules that stay name it while they are loaded, at {wording.SitesOf(reads)}: what they define with it has to wait, too.");
        }

        if (leansOnOthers)
        {
            reasons.Add("Only modules that are not seen to run either call it while they are loaded: cut both.");
        }

        return new Verdict(Patterns.Unused, 1, own && !leansOnOthers && reads.Length == 0 ? "high" : "medium", wording.RemoveOrDefer(unit), reasons);
    }

    private Verdict? OutputOnly(ImportUnit unit, InitNeed[] needs)
    {
        var root = unit.Roots[0];
        var output = Catalogs.OutputOf(context.Imports.Modules[root].Name);
        if (output is null || !(unit.Events.IsEmpty || output.AlsoInEvents))
        {
            return null;
        }

        var use = unit.Events.IsEmpty
            ? $"It runs only while modules are loaded{wording.CalledAt(needs)}."
            : $"It runs in {wording.Events(unit.Events)}, for output only as far as its kind tells.";
        var confidence = unit.Events.IsEmpty ? "high" : "medium";
        return new Verdict(Patterns.Avoidable, 1, confidence, $"{wording.Statements(unit)}: {output.Remedy}.", [$"It is {output.What}.", use]);
    }

    private Verdict? Rare(ImportUnit unit, InitNeed[] needs)
    {
        var share = context.Weights.ShareOf(unit.Events);
        if (unit.Events.IsEmpty || share > context.Thresholds.RareEventShare || Array.Exists(needs, need => IsBound(need, unit))
            || unit.OutsideReads.Any(read => IsPackageOf(read.Reader, unit)))
        {
            return null;
        }

        var own = unit.Statements.Count > 0 && unit.Statements.All(context.IsOwnStatement);
        List<string> reasons = [wording.RareUse(unit, share)];
        if (needs.Length > 0)
        {
            reasons.Add($"Modules that stay also call it while they are loaded{wording.CalledAt(needs)}: defer that too.");
        }

        return new Verdict(Patterns.Rare, 1 - share, own && needs.Length == 0 ? "high" : "medium", wording.DeferToUse(unit), reasons);
    }

    /// <summary>
    /// True for a call in init that would have to go where the import goes and can't: by a library that other events
    /// use too, or by a line of the function that does real work with it in every cold start.
    /// </summary>
    private bool IsBound(InitNeed need, ImportUnit unit)
    {
        var usedElsewhere = context.Weights.ShareOf(context.Uses.Events(need.Needer) | unit.Events) > context.Weights.ShareOf(unit.Events);
        return context.IsOwn(need.Needer)
            ? (need.Needer == 0 || usedElsewhere) && _realSetup.Contains((need.Needer, need.Site?.Line ?? 0))
            : usedElsewhere;
    }

    /// <summary>True for a package that reads a part of itself while it is loaded: it is set up with that part.</summary>
    private bool IsPackageOf(int reader, ImportUnit unit) => context.Graph.Names.Contains(reader, unit.Roots[0]);

    private static Verdict? Best(Verdict? substitute, Verdict? rare) =>
        substitute is null || (rare is not null && rare.SavingShare > substitute.SavingShare) ? rare : substitute;

    /// <summary>Whole third-party libraries only: the standard library's and definition-time helpers' work shows in what they helped to define.</summary>
    private Verdict? InitOnly(ImportUnit unit, InitNeed[] needs)
    {
        var root = unit.Roots[0];
        var library = context.Imports.Modules[root].Library;
        if (!unit.Events.IsEmpty || needs.Length == 0 || context.Graph.Names.Parent(root) >= 0
            || library is AnalysisContext.StandardLibrary or AnalysisContext.OwnCode
            || Catalogs.ShapesDefinitions(context.Imports.Modules[root].Name)
            || Array.Exists(needs, need => context.Imports.Modules[need.Needer].Library == library))
        {
            return null;
        }

        var own = Array.TrueForAll(needs, need => context.IsOwn(need.Needer));
        return new Verdict(
            Patterns.Avoidable, 1, own ? "high" : "medium", wording.DeferSetup(unit, needs),
            [$"It runs only while modules are loaded{wording.CalledAt(needs)}, and in no event."]);
    }

    /// <summary>A library of which the function's own modules only name something while they are loaded: a constant, a base class.</summary>
    private Verdict? ReadAtImportOnly(ImportUnit unit)
    {
        var reads = unit.OutsideReads.Where(read => context.IsOwn(read.Reader)).ToArray();
        return reads.Length == 0 || !IsForeignLibrary(unit)
            ? null
            : new Verdict(
                Patterns.Avoidable, 1, "medium",
                $"Do without what {wording.SitesOf(reads)} names of it, or name it where it is used, and the import at {wording.Statements(unit)} with it.",
                [$"Nothing of it runs; it is named only while modules are loaded, at {wording.SitesOf(reads)}, and in no event."]);
    }

    /// <summary>An object can be of a type only once the type's module is loaded, so a type check does not need to load it.</summary>
    private Verdict? TypeChecksOnly(ImportUnit unit, InitNeed[] needs) =>
        unit.Events.IsEmpty || !unit.EventsBeyondTypeChecks.IsEmpty || needs.Length > 0 || unit.OutsideReads.Count > 0 || !IsForeignLibrary(unit)
            ? null
            : new Verdict(
                Patterns.Heavy, 1, "medium",
                $"Where types of it are checked ({wording.TypeChecks(unit)}), look it up in sys.modules instead of importing it at {wording.Statements(unit)}: what is not loaded has no objects.",
                [$"Nothing of it runs: {wording.Events(unit.Events)} only name types of it in type checks."]);

    private bool IsForeignLibrary(ImportUnit unit) =>
        unit.Roots.Count == 1 && context.Graph.Names.Parent(unit.Roots[0]) < 0
        && context.Imports.Modules[unit.Roots[0]].Library is not (AnalysisContext.StandardLibrary or AnalysisContext.OwnCode);
}
