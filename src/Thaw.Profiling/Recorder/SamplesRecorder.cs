using Thaw.Linux.Processes;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The samples pass: processes that get a signal at a fixed rate from outside and note their stacks.</summary>
internal static class SamplesRecorder
{
    /// <summary>
    /// Signals whose default action is to be ignored, in the order in which they are tried: the next one is used when
    /// the function took the one before for itself.
    /// </summary>
    private static readonly int[] Candidates = [Signals.Urgent, Signals.WindowChange, Signals.Continue];

    /// <summary>Records; returns null, or why samples are missing.</summary>
    public static string? Record(RecordingSession session, string path)
    {
        int count = Math.Max(session.Options.SampledRuns, session.SoundEvents.Count);
        int candidate = 0;
        bool taken = false;
        bool anyComplete = false;
        using var file = new SampleFileWriter(path);
        for (int i = 0; i < count; i++)
        {
            AgentRun run = Launch(session, i, Candidates[candidate]);
            while (SampleConverter.Lost(run) && candidate + 1 < Candidates.Length)
            {
                run = Launch(session, i, Candidates[++candidate]);
            }

            taken |= SampleConverter.Lost(run);
            anyComplete |= run.Complete;
            new SampleConverter(file, run, i).Convert();
            session.Report(Passes.Samples, i + 1, count);
        }

        file.Complete();
        return taken
            ? "the function takes or blocks every signal that could tick (SIGURG, SIGWINCH, SIGCONT): samples end where it does"
            : anyComplete ? session.WhyPartial("it was not sampled") : "no sampled process came to its end";
    }

    private static AgentRun Launch(RecordingSession session, int index, int signal) => session.Launch(new LaunchRequest
    {
        Mode = AgentMode.Samples,
        Invocations = RecordingSession.Repeat(session.EventOf(index), session.Options.InvocationsPerRun),
        SampleRatePerSecond = session.Options.SampleRatePerSecond,
        Signal = signal,
    });
}
