using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The imports pass: timed processes, processes whose memory is read, and one for each event that follows statements.</summary>
internal static class ImportsRecorder
{
    private const string Pass = Recordings.Storage.Passes.Imports;

    /// <summary>Records; also says why it is partial, null if it is not.</summary>
    public static (ImportsPass Pass, string? WhyPartial) Record(RecordingSession session)
    {
        bool heapLost = false;
        var assembler = new ImportsAssembler(session);
        int timed = Math.Max(session.Options.TimedRuns, session.SoundEvents.Count);
        LaunchRequest[] others = [.. Resident(session), .. Edges(session)];
        int total = timed + others.Length;
        for (int i = 0; i < timed; i++)
        {
            assembler.AddTimed(session.Launch(new LaunchRequest
            {
                Mode = AgentMode.Time,
                Invocations = RecordingSession.Repeat(session.EventOf(i), 1),
            }));
            session.Report(Pass, i + 1, total);
        }

        foreach ((LaunchRequest request, AgentRun run) in others.Zip(session.LaunchSideBySide(Pass, others)))
        {
            // tracemalloc is not for everyone: before 3.12 it hangs with a second interpreter in the process.
            bool retry = request.CountHeap && !run.Complete;
            heapLost |= retry;
            LaunchRequest plain = request with { CountHeap = request.CountHeap && !retry };
            assembler.AddUntimed(plain, retry ? session.Launch(plain) : run);
        }

        string? why = session.WhyPartial("what it imports is not known");
        return (assembler.Assemble(), why ?? (heapLost ? "the function does not come to its end with tracemalloc: heap bytes are missing" : null));
    }

    private static IEnumerable<LaunchRequest> Resident(RecordingSession session) =>
        Enumerable.Range(0, session.Options.ResidentRuns).Select(index => new LaunchRequest
        {
            Mode = AgentMode.Resident,
            Invocations = RecordingSession.Repeat(session.EventOf(index), 1),
        });

    /// <summary>Heap bytes are counted in the first one only: it takes five times as long.</summary>
    private static IEnumerable<LaunchRequest> Edges(RecordingSession session) =>
        Enumerable.Range(0, Math.Max(1, session.SoundEvents.Count)).Select(index => new LaunchRequest
        {
            Mode = AgentMode.Edges,
            CountHeap = index == 0,
            Invocations = RecordingSession.Repeat(session.EventOf(index), 1),
        });
}
