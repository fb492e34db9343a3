using Thaw.Functions;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Optimizing.Pipeline;

/// <summary>The profile that a plan rests on: made now, or read.</summary>
internal static class ProfileStep
{
    /// <summary>Records the function, or reads the recording that was given and checks that it is of this function.</summary>
    /// <exception cref="FunctionException">The recording is of another function, or lacks what a plan needs.</exception>
    public static ProfileAnalysis Run(OptimizeSession session)
    {
        session.Report("profile");
        var recording = session.Request.Recording is { } folder ? Read(folder, session.Original.Function) : Record(session);
        if (recording.Imports is null || recording.Usage is null)
        {
            var failed = recording.Manifest.Passes.Where(pass => pass.State == "failed").Select(pass => $"{pass.Name}: {pass.Reason}");
            throw new FunctionFailedException($"nothing can be planned without the passes imports and usage ({string.Join("; ", failed)})");
        }

        return ProfileAnalyzer.Analyze(recording, FindingThresholds.Default);
    }

    private static Recording Read(string folder, FunctionDefinition function)
    {
        var recording = RecordingStore.Read(folder);
        var of = recording.Manifest.Function;
        if (of.Root != function.Root || of.Target != function.Target)
        {
            throw new FunctionException(
                $"--profile {folder}: is a recording of {of.Target} in {of.Root}, not of {function.Target} in {function.Root}; record this function");
        }

        return recording;
    }

    private static Recording Record(OptimizeSession session)
    {
        var folder = Path.Combine(session.Original.ScratchFolder, "recording");
        var options = new RecorderOptions
        {
            Passes = [Passes.Imports, Passes.Usage],
            Runs = session.Request.Quick ? 3 : 5,
            TimedRuns = session.Request.Quick ? 3 : 7,
            ResidentRuns = session.Request.Quick ? 1 : 3,
            InvocationsPerRun = 1,
        };
        var progress = new Relay(session);
        new FunctionRecorder(
            session.Original.Function, session.Original.Environment, session.Original.Launcher, options, progress, session.Cancellation).Record(folder);
        return RecordingStore.Read(folder);
    }

    private sealed class Relay(OptimizeSession session) : IProgress<RecorderProgress>
    {
        public void Report(RecorderProgress value) => session.Report("profile", $"{value.Pass} {value.Done}/{value.Total}");
    }
}
