using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The baseline pass: cold processes without instrumentation; events rotate over them.</summary>
internal static class BaselineRecorder
{
    /// <summary>So that the figures of an event rest on more than one process.</summary>
    private const int LeastRunsPerEvent = 3;

    /// <param name="session">What is recorded.</param>
    /// <param name="between">Told after each process which share of the pass (0 to 1) is done; may run processes of its own.</param>
    public static BaselinePass Record(RecordingSession session, Action<double> between)
    {
        int sound = session.RunsOfAllEvents(Math.Max(session.Options.Runs, LeastRunsPerEvent * session.SoundEvents.Count));
        int?[] events =
        [
            .. Enumerable.Range(0, sound).Select(session.EventOf),
            // Once is enough to see how it ends, and it may take the whole time-out.
            .. session.BrokenEvents.Select(item => (int?)item.Index),
        ];
        var runs = new List<BaselineRun>(events.Length);
        foreach (int? @event in events)
        {
            runs.Add(RunOne(session, @event));
            between((double)runs.Count / events.Length);
            session.Report(Recordings.Storage.Passes.Baseline, runs.Count, events.Length);
        }

        return new BaselinePass(runs);
    }

    private static BaselineRun RunOne(RecordingSession session, int? @event)
    {
        AgentRun run = session.Launch(new LaunchRequest
        {
            Mode = AgentMode.Baseline,
            Invocations = RecordingSession.Repeat(@event, session.Options.InvocationsPerRun),
            WantResults = true,
            Evict = session.Options.ColdCache ? session.FilesInUse : [],
        });
        return ToRun(session, run, @event);
    }

    private static BaselineRun ToRun(RecordingSession session, AgentRun run, int? @event)
    {
        double[] invocations = [.. run.Invocations.Select(phase => phase.Ms)];
        return new BaselineRun
        {
            Event = @event is int index ? session.Function.Events[index].Name : null,
            InterpreterStartMs = run.FirstLineNs > 0 ? run.InterpreterStartMs : 0,
            LauncherMs = run.ReadyNs > 0 ? run.LauncherMs : 0,
            InitMs = run.Init?.Ms ?? 0,
            FirstInvocationMs = invocations.FirstOrDefault(),
            LaterInvocationsMs = [.. invocations.Skip(1)],
            InitRssBytes = run.InitMemory?.RssBytes ?? 0,
            InitPssBytes = run.InitMemory?.PssBytes ?? 0,
            PeakRssBytes = (run.InvocationMemory ?? run.InitMemory)?.PeakRssBytes ?? 0,
            PssBytes = (run.InvocationMemory ?? run.InitMemory)?.PssBytes ?? 0,
            Outcome = @event is null && session.BrokenEvents.Count > 0
                ? new RunOutcome("error", "no event leaves the process alive: this one ran init alone", null)
                : Outcomes.Of(session.Function.Kind, run, @event),
        };
    }
}
