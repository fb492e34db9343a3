using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The imports pass: timed processes, processes whose memory is read, and one for each event that follows statements.</summary>
internal static class ImportsRecorder
{
    private const string Pass = Recordings.Storage.Passes.Imports;

    public static ImportsPass Record(RecordingSession session)
    {
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
            assembler.AddUntimed(request, run);
        }

        return assembler.Assemble();
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
