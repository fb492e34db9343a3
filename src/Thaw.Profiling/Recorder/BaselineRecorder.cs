using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The baseline pass: cold processes without instrumentation; events rotate over them.</summary>
internal static class BaselineRecorder
{
    /// <summary>So that the figures of an event rest on more than one process.</summary>
    private const int LeastRunsPerEvent = 3;

    public static BaselinePass Record(RecordingSession session)
    {
        int count = Math.Max(session.Options.Runs, LeastRunsPerEvent * session.PlanningEvents.Count);
        var runs = new List<BaselineRun>(count);
        for (int i = 0; i < count; i++)
        {
            runs.Add(RunOne(session, i));
            session.Report(Recordings.Storage.Passes.Baseline, i + 1, count);
        }

        return new BaselinePass(runs);
    }

    private static BaselineRun RunOne(RecordingSession session, int index)
    {
        int? @event = session.EventOf(index);
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
            Outcome = Outcomes.Of(run, @event),
        };
    }
}
