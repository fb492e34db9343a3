using System.Globalization;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Comparing;

/// <summary>Records two functions by turns, so that a machine that slows down meanwhile slows both.</summary>
public sealed class InterleavedRecorder
{
    /// <summary>Turns of the baseline: first-second, second-first, first-second, so that a steady drift cancels out.</summary>
    private const int Rounds = 3;

    private readonly PreparedFunction _before;
    private readonly PreparedFunction _after;
    private readonly RecorderOptions _options;
    private readonly string _scratch;
    private readonly IProgress<RecorderProgress>? _progress;
    private readonly CancellationToken _cancellation;

    /// <summary>A recorder of two functions.</summary>
    /// <param name="before">The first.</param>
    /// <param name="after">The second.</param>
    /// <param name="options">How much to run for each; the baseline's runs are spread over the turns.</param>
    /// <param name="scratchFolder">An existing folder for the recordings of the turns.</param>
    /// <param name="progress">Told after each process.</param>
    /// <param name="cancellation">Ends the recording.</param>
    public InterleavedRecorder(
        PreparedFunction before, PreparedFunction after, RecorderOptions options, string scratchFolder,
        IProgress<RecorderProgress>? progress = null, CancellationToken cancellation = default)
    {
        (_before, _after, _scratch, _progress, _cancellation) = (before, after, scratchFolder, progress, cancellation);
        _options = options with { Runs = (options.Runs + Rounds - 1) / Rounds };
    }

    /// <summary>Makes both recordings.</summary>
    /// <exception cref="FunctionFailedException">One of the functions does not run at all.</exception>
    public (Recording Before, Recording After) Record()
    {
        var before = new List<Recording>();
        var after = new List<Recording>();
        for (var round = 0; round < Rounds; round++)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (round % 2 == 0)
            {
                before.Add(RecordOne(_before, "before", round));
                after.Add(RecordOne(_after, "after", round));
            }
            else
            {
                after.Add(RecordOne(_after, "after", round));
                before.Add(RecordOne(_before, "before", round));
            }
        }

        return (Merge(before), Merge(after));
    }

    private Recording RecordOne(PreparedFunction function, string side, int round)
    {
        var folder = Path.Combine(_scratch, string.Create(CultureInfo.InvariantCulture, $"{side}-{round}"));
        var options = round == 0 ? _options : _options with { Passes = [] };
        new FunctionRecorder(function.Function, function.Environment, function.Launcher, options, _progress, _cancellation).Record(folder);
        return RecordingStore.Read(folder);
    }

    /// <summary>The first turn has every pass; the others add to its baseline.</summary>
    private static Recording Merge(List<Recording> turns)
    {
        BaselineRun[] runs = [.. turns.SelectMany(turn => turn.Baseline.Runs)];
        var manifest = turns[0].Manifest;
        return turns[0] with
        {
            Baseline = new BaselinePass(runs),
            Manifest = manifest with { Conditions = manifest.Conditions with { Runs = runs.Length } },
        };
    }
}
