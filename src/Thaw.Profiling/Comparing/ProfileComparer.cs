using Thaw.Profiling.Findings;
using Thaw.Profiling.Reports;

namespace Thaw.Profiling.Comparing;

/// <summary>Compares two profiles. Only what lies beyond the noise is called a difference.</summary>
public static class ProfileComparer
{
    /// <summary>Works the differences out.</summary>
    /// <param name="beforeSource">What the user called the first profile.</param>
    /// <param name="before">The first profile.</param>
    /// <param name="afterSource">What the user called the second.</param>
    /// <param name="after">The second profile.</param>
    public static ProfileDiff Compare(string beforeSource, ProfileReport before, string afterSource, ProfileReport after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (phases, memory) = (Phases(before.Baseline.Phases, after.Baseline.Phases), Memory(before.Baseline.Memory, after.Baseline.Memory));
        var pairs = ModulePairs.Of(before, after);
        var noise = ModuleNoiseEstimate.Of(pairs, before.Imports, after.Imports);
        return new ProfileDiff
        {
            Before = Profile(beforeSource, before),
            After = Profile(afterSource, after),
            Phases = phases,
            Memory = memory,
            Noise = noise,
            Statements = StatementChanges.Find(before, after),
            Modules = ModuleChanges.Find(pairs, noise, new ReportPaths(after)),
            Libraries = Libraries(before, after),
            Findings = Findings(before, after, noise),
            Notes = DiffNotes.Of(before, after, phases, noise),
        };
    }

    private static ComparedProfile Profile(string source, ProfileReport report) => new(
        source, report.Function.Name, report.Function.Target, report.RecordedAt, report.Python.Version, report.Baseline.Runs - report.Baseline.FailedRuns);

    private static IReadOnlyList<QuantityChange> Phases(PhasesReport before, PhasesReport after) =>
    [
        SpreadDifference.Of("coldStartMs", before.ColdStartMs, after.ColdStartMs),
        SpreadDifference.Of("interpreterStartMs", before.InterpreterStartMs, after.InterpreterStartMs),
        SpreadDifference.Of("launcherMs", before.LauncherMs, after.LauncherMs),
        SpreadDifference.Of("initMs", before.InitMs, after.InitMs),
        SpreadDifference.Of("firstInvocationMs", before.FirstInvocationMs, after.FirstInvocationMs),
        SpreadDifference.Of("laterInvocationsMs", before.LaterInvocationsMs, after.LaterInvocationsMs),
    ];

    private static IReadOnlyList<QuantityChange> Memory(MemoryReport before, MemoryReport after) =>
    [
        SpreadDifference.Of("initRssBytes", before.InitRssBytes, after.InitRssBytes),
        SpreadDifference.Of("initPssBytes", before.InitPssBytes, after.InitPssBytes),
        SpreadDifference.Of("peakRssBytes", before.PeakRssBytes, after.PeakRssBytes),
        SpreadDifference.Of("pssBytes", before.PssBytes, after.PssBytes),
    ];

    private static IReadOnlyList<LibraryChange> Libraries(ProfileReport before, ProfileReport after)
    {
        return [.. Only(after, before, "added").Concat(Only(before, after, "removed")).OrderBy(change => change.Name, StringComparer.Ordinal)];

        static IEnumerable<LibraryChange> Only(ProfileReport from, ProfileReport other, string change)
        {
            var known = other.Libraries.Where(library => library.Modules > 0).Select(library => library.Name).ToHashSet(StringComparer.Ordinal);
            return from.Libraries.Where(library => library.Modules > 0 && !known.Contains(library.Name))
                .Select(library => new LibraryChange(library.Name, change, library.Modules, library.SelfMs, library.ResidentBytes));
        }
    }

    /// <summary>
    /// A finding near a threshold comes and goes by chance: it counts where its target itself is newly or no longer loaded,
    /// or where its saving is beyond what init differs by from chance.
    /// </summary>
    private static IReadOnlyList<FindingChange> Findings(ProfileReport before, ProfileReport after, ModuleNoise noise)
    {
        return [.. Only(after, before, "added").Concat(Only(before, after, "removed")).OrderByDescending(change => change.PredictedSavingMs)];

        IEnumerable<FindingChange> Only(ProfileReport from, ProfileReport other, string change)
        {
            var known = other.Findings.Select(Identity).ToHashSet();
            var loaded = other.Modules.Where(ModulePairs.InInit).Select(module => module.Name).ToHashSet(StringComparer.Ordinal);
            return from.Findings
                .Where(finding => !known.Contains(Identity(finding)))
                .Where(finding => finding.PredictedSavingMs > noise.InitMs || (finding.Kind != "setup" && !loaded.Contains(finding.Target.Replace(".*", "", StringComparison.Ordinal))))
                .Select(finding => new FindingChange(change, finding.Pattern, finding.Target, finding.PredictedSavingMs));
        }
    }

    /// <summary>A finding's target; of setup without the line, which moves with every edit above it.</summary>
    private static (string Pattern, string Target) Identity(Finding finding) =>
        (finding.Pattern, finding.Kind == "setup" && finding.Target.LastIndexOf(':') is > 0 and var colon ? finding.Target[..colon] : finding.Target);
}
