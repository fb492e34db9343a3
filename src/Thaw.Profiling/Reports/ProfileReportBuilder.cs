using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Tables;
using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Reports;

/// <summary>Puts an analysis into the published form.</summary>
public static class ProfileReportBuilder
{
    /// <summary>Builds the report.</summary>
    public static ProfileReport Build(ProfileAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var (manifest, baseline) = (analysis.Recording.Manifest, analysis.Baseline);
        return new ProfileReport
        {
            ThawVersion = manifest.ThawVersion,
            RecordedAt = manifest.RecordedAt,
            Function = manifest.Function,
            Python = manifest.Python,
            Conditions = manifest.Conditions,
            Events = manifest.Events,
            Baseline = new BaselineReport(
                baseline.Runs, baseline.FailedRuns,
                new PhasesReport(
                    baseline.InterpreterStart, baseline.Launcher, baseline.Init, baseline.FirstInvocation,
                    baseline.LaterInvocations, baseline.ColdStart),
                new MemoryReport(baseline.InitRss, baseline.InitPss, baseline.PeakRss, baseline.Pss)),
            Imports = analysis.Imports,
            Libraries = [.. analysis.Libraries.Select(library => Library(analysis, library))],
            Modules = [.. analysis.Modules.Select(module => Module(analysis, module))],
            Statements = Statements(analysis),
            Findings = analysis.Findings,
            Together = new TogetherReport(analysis.Together.Ms, analysis.Together.Bytes),
            Samples = analysis.Samples,
            Children = analysis.Recording.Children,
            Passes = [.. manifest.Passes.Select(pass => new PassReport(pass.Name, pass.State, pass.Reason, pass.Seconds))],
            Thresholds = ThresholdCatalog.All.ToDictionary(known => known.Name, known => known.Get(analysis.Thresholds)),
            Notes = analysis.Notes,
        };
    }

    /// <summary>The word for a use in reports.</summary>
    public static string WordFor(UseState use) => use switch
    {
        UseState.Used => "used",
        UseState.Rare => "rare",
        UseState.InitOnly => "initOnly",
        UseState.NotSeen => "notSeen",
        _ => "unknown",
    };

    private static LibraryReport Library(ProfileAnalysis analysis, LibraryFacts facts) => new()
    {
        Name = facts.Name,
        Modules = facts.Modules.Count(analysis.Graph!.InInit),
        SelfMs = facts.SelfMs,
        CumulativeMs = facts.CumulativeMs,
        ExclusiveMs = facts.Exclusive.Ms,
        ResidentBytes = facts.SelfBytes,
        HeapBytes = facts.HeapBytes,
        ExclusiveBytes = facts.Exclusive.Bytes,
        Utilisation = facts.Utilisation,
        Use = WordFor(facts.Use),
        EventsReaching = analysis.Events.NamesOf(facts.Events),
        EventShare = facts.EventShare,
        LoadedBy = [.. facts.LoadedBy.Select(statement => Line(analysis, statement)!)],
    };

    private static ModuleReport Module(ProfileAnalysis analysis, ModuleFacts facts)
    {
        var load = analysis.Recording.Imports!.Modules[facts.Module];
        return new ModuleReport
        {
            Id = load.Id,
            Name = load.Name,
            Library = load.Library,
            Phase = load.Phase,
            File = load.File,
            Parent = load.Parent < 0 ? null : load.Parent,
            LoadedBy = Line(analysis, load.Statement),
            Failed = load.Failed,
            SelfMs = load.SelfMs,
            LinkMs = load.LinkMs,
            CumulativeMs = load.CumulativeMs,
            ExclusiveMs = facts.Exclusive.Ms,
            ResidentBytes = load.ResidentBytes,
            HeapBytes = load.HeapBytes,
            ExclusiveBytes = facts.Exclusive.Bytes,
            Utilisation = facts.Utilisation,
            Use = WordFor(facts.Use),
            EventsReaching = analysis.Events.NamesOf(facts.Events),
        };
    }

    private static IReadOnlyList<StatementReport> Statements(ProfileAnalysis analysis)
    {
        var reports = new List<StatementReport>();
        foreach (var facts in analysis.Statements.Where(statement => statement.Exclusive.Modules > 0))
        {
            var place = analysis.Recording.Imports!.Statements[facts.Statement];
            reports.Add(new StatementReport(
                place.File, place.Line, place.Module,
                [.. facts.Targets.Select(target => analysis.Recording.Imports.Modules[target].Name)],
                facts.Exclusive.Modules, facts.Exclusive.Ms, facts.Exclusive.Bytes));
        }

        return [.. reports.OrderBy(report => report.File, StringComparer.Ordinal).ThenBy(report => report.Line)];
    }

    private static SourceLine? Line(ProfileAnalysis analysis, int statement)
    {
        var statements = analysis.Recording.Imports!.Statements;
        return statement >= 0 && statement < statements.Count
            ? new SourceLine(statements[statement].File, statements[statement].Line)
            : null;
    }
}
