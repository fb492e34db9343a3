using System.Diagnostics;
using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The baseline pass: cold processes without instrumentation; events rotate over them.</summary>
internal static class BaselineRecorder
{
    /// <summary>So that the figures of an event rest on more than one process.</summary>
    private const int LeastRunsPerEvent = 3;

    /// <summary>So that a start of a few milliseconds does not fill all of the steadying time.</summary>
    private const int MostRoundsOfSteadying = 3;

    /// <param name="session">What is recorded.</param>
    /// <param name="between">
    /// Told after each process how much of what was planned (1) is done, more than 1 when starts are added to steady the
    /// figures; may run processes of its own.
    /// </param>
    public static BaselinePass Record(RecordingSession session, Action<double> between)
    {
        long start = Stopwatch.GetTimestamp();
        int planned = session.RunsOfAllEvents(Math.Max(session.Options.Runs, LeastRunsPerEvent * session.SoundEvents.Count));
        int most = planned * (1 + MostRoundsOfSteadying);
        var runs = new List<BaselineRun>(planned);
        while (runs.Count < planned || (runs.Count < most && Stopwatch.GetElapsedTime(start) < session.Options.Steadying))
        {
            // As many of each event, also in what is added.
            for (int end = Math.Max(planned, runs.Count + session.RunsOfAllEvents(1)); runs.Count < end;)
            {
                runs.Add(RunOne(session, session.EventOf(runs.Count)));
                between((double)runs.Count / planned);
                session.Report(Recordings.Storage.Passes.Baseline, runs.Count, end);
            }
        }

        // Once is enough to see how it ends, and it may take the whole time-out.
        runs.AddRange(session.BrokenEvents.Select(item => RunOne(session, item.Index)));
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
