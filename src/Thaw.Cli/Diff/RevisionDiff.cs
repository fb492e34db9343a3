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
/// <param name="function">The function in the working tree; it is read and run in the same way on both sides.</param>
/// <param name="runs">Cold processes of each baseline.</param>
/// <param name="thresholds">What counts as a finding.</param>
internal sealed class RevisionDiff(PrepareRequest function, int runs, FindingThresholds thresholds)
{
    /// <summary>Does it.</summary>
    /// <param name="revision">Anything that names a commit.</param>
    /// <param name="cancellation">Ends it; the temporary files go.</param>
    public ProfileDiff Compare(string revision, CancellationToken cancellation)
    {
        using var ledger = OwnershipLedger.Open(StateFolder.Default);
        using var scratch = ledger.CreateOwnedFolder("diff");
        var old = GitTree.Extract(function.Path, revision, scratch.Path);
        using var before = Prepare(old);
        using var after = Prepare(function.Path);
        var (first, second) = Record(before, after, scratch.Path, cancellation);
        return ProfileComparer.Compare(revision, Report(first), function.Path, Report(second));
    }

    private (Recording Before, Recording After) Record(PreparedFunction before, PreparedFunction after, string scratch, CancellationToken cancellation)
    {
        using var progress = ProgressLines.OfRecording(after.Function.Name);
        var options = new RecorderOptions { Runs = runs };
        return new InterleavedRecorder(before, after, options, scratch, progress, cancellation).Record();
    }

    private PreparedFunction Prepare(string path) =>
        PreparedFunction.Prepare(function with { Path = path }, ThawFolders.Cache);

    private ProfileReport Report(Recording recording) => ProfileReportBuilder.Build(ProfileAnalyzer.Analyze(recording, thresholds));
}
