using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The children pass: runs whose Python child processes record what they import; the function's own process records nothing.</summary>
internal static class ChildrenRecorder
{
    /// <summary>Enough for a median; each starts every child.</summary>
    private const int LeastRuns = 3;

    /// <summary>Records; also says why it is partial, null if it is not.</summary>
    public static (ChildrenPass Pass, string? WhyPartial) Record(RecordingSession session)
    {
        int count = Math.Max(LeastRuns, session.SoundEvents.Count);
        var runs = new List<AgentRun>();
        // The first compiles what only children load.
        Launch(session, 0, ByteCodeState.Priming);
        for (int i = 0; i < count; i++)
        {
            runs.Add(Launch(session, i, ByteCodeState.Warm));
            session.Report(Recordings.Storage.Passes.Children, i + 1, count);
        }

        return (ChildrenAssembler.Assemble(runs), session.WhyPartial("the processes that it starts are not known"));
    }

    private static AgentRun Launch(RecordingSession session, int index, ByteCodeState state) => session.Launch(new LaunchRequest
    {
        Mode = AgentMode.Baseline,
        ByteCode = state,
        Invocations = RecordingSession.Repeat(session.EventOf(index), 1),
        FollowChildren = true,
    });
}
