using Thaw.Cli.Profile;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Linux.Ownership;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Comparing;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Reports;
using Thaw.Python.Launching;

namespace Thaw.Cli.Diff;

/// <summary>Profiles a function at a revision and as it is now, and compares.</summary>
/// <param name="load">How to read the function, on both sides.</param>
/// <param name="python">The interpreter of both; null to choose one.</param>
/// <param name="runs">Cold processes of each baseline.</param>
/// <param name="thresholds">What counts as a finding.</param>
internal sealed class RevisionDiff(FunctionLoadOptions load, string? python, int runs, FindingThresholds thresholds)
{
    /// <summary>Does it.</summary>
    /// <param name="revision">Anything that names a commit.</param>
    /// <param name="path">The function in the working tree.</param>
    /// <param name="cancellation">Ends it; the temporary files go.</param>
    public ProfileDiff Compare(string revision, string path, CancellationToken cancellation)
    {
        using var ledger = OwnershipLedger.Open(StateFolder.Default);
        using var scratch = ledger.CreateOwnedFolder("diff");
        var old = GitTree.Extract(path, revision, scratch.Path);
        using var before = Prepare(old);
        using var after = Prepare(path);
        var (first, second) = Record(before, after, scratch.Path, cancellation);
        return ProfileComparer.Compare(revision, Report(first), path, Report(second));
    }

    private (Recording Before, Recording After) Record(PreparedFunction before, PreparedFunction after, string scratch, CancellationToken cancellation)
    {
        using var progress = new RecordingProgress(Screen.Error, after.Function.Name);
        var options = new RecorderOptions { Runs = runs };
        return new InterleavedRecorder(before, after, options, scratch, progress, cancellation).Record();
    }

    private PreparedFunction Prepare(string path) =>
        PreparedFunction.Prepare(new PrepareRequest { Path = path, Load = load, Python = python }, ThawFolders.Cache);

    private ProfileReport Report(Recording recording) => ProfileReportBuilder.Build(ProfileAnalyzer.Analyze(recording, thresholds));
}
