using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The imports pass: timed processes, processes whose memory is read, and one for each event that follows statements.</summary>
/// <remarks>
/// The timed processes take turns with those of the baseline: the speed of a shared machine drifts by more in a minute
/// than the two differ, and module times must add up to the cold starts that the baseline measured.
/// </remarks>
internal sealed class ImportsRecorder(RecordingSession session)
{
    private const string Pass = Recordings.Storage.Passes.Imports;

    private readonly ImportsAssembler _assembler = new(session);
    private int _timed;

    /// <summary>Times as many processes as are due when so much of the planned baseline (1: all) is done.</summary>
    public void KeepPace(double share)
    {
        for (int due = (int)(session.RunsOfAllEvents(session.Options.TimedRuns) * share); _timed < due; _timed++)
        {
            _assembler.AddTimed(session.Launch(new LaunchRequest
            {
                Mode = AgentMode.Time,
                Invocations = RecordingSession.Repeat(session.EventOf(_timed), 1),
            }));
        }
    }

    /// <summary>Runs the processes that are not timed; also says why the pass is partial, null if it is not.</summary>
    public (ImportsPass Pass, string? WhyPartial) Finish()
    {
        bool heapLost = false;
        LaunchRequest[] others = [.. Resident(), Objects(), .. Edges()];
        foreach ((LaunchRequest request, AgentRun run) in others.Zip(session.LaunchSideBySide(Pass, others)))
        {
            // tracemalloc is not for everyone: before 3.12 it hangs with a second interpreter in the process.
            bool retry = request.CountHeap && !run.Complete;
            heapLost |= retry;
            LaunchRequest plain = request with { CountHeap = request.CountHeap && !retry };
            _assembler.AddUntimed(plain, retry ? session.Launch(plain) : run);
        }

        string? why = session.WhyPartial("what it imports is not known");
        return (_assembler.Assemble(), why ?? (heapLost ? "the function does not come to its end with tracemalloc: heap bytes are missing" : null));
    }

    private IEnumerable<LaunchRequest> Resident() =>
        Enumerable.Range(0, session.Options.ResidentRuns).Select(index => new LaunchRequest
        {
            Mode = AgentMode.Resident,
            Invocations = RecordingSession.Repeat(session.EventOf(index), 1),
        });

    /// <summary>Once: what a module makes is the same in every process.</summary>
    private LaunchRequest Objects() => new() { Mode = AgentMode.Objects, Invocations = RecordingSession.Repeat(session.EventOf(0), 1) };

    /// <summary>Heap bytes are counted in the first one only: it takes five times as long.</summary>
    private IEnumerable<LaunchRequest> Edges() =>
        Enumerable.Range(0, Math.Max(1, session.SoundEvents.Count)).Select(index => new LaunchRequest
        {
            Mode = AgentMode.Edges,
            CountHeap = index == 0,
            Invocations = RecordingSession.Repeat(session.EventOf(index), 1),
        });
}
