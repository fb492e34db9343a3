using Thaw.Profiling.Recordings;
using Thaw.Profiling.Statistics;

namespace Thaw.Profiling.Analysis;

/// <summary>The uninstrumented cold starts in figures; each is null where no process got that far.</summary>
/// <param name="InterpreterStart">Spawning to the first line of the launcher, ms.</param>
/// <param name="Launcher">Thaw's launcher before the function's first line, ms.</param>
/// <param name="Init">Importing the handler's module, ms.</param>
/// <param name="FirstInvocation">First event in, result out, ms.</param>
/// <param name="LaterInvocations">Later invocations in the same process, ms.</param>
/// <param name="ColdStart">Spawning to the first response, ms.</param>
/// <param name="InitRss">Resident set after init, bytes.</param>
/// <param name="InitPss">Proportional set after init, bytes.</param>
/// <param name="PeakRss">Peak resident set until the first response, bytes.</param>
/// <param name="Pss">Proportional set after the first response, bytes.</param>
/// <param name="Runs">Processes that were started.</param>
/// <param name="FailedRuns">Processes that did not end well; they are in none of the figures.</param>
public sealed record BaselineFacts(
    Spread? InterpreterStart,
    Spread? Launcher,
    Spread? Init,
    Spread? FirstInvocation,
    Spread? LaterInvocations,
    Spread? ColdStart,
    Spread? InitRss,
    Spread? InitPss,
    Spread? PeakRss,
    Spread? Pss,
    int Runs,
    int FailedRuns)
{
    /// <summary>Sums up a baseline pass.</summary>
    public static BaselineFacts Of(BaselinePass baseline)
    {
        // An invocation that answers with an error has still started; one that never imported has no phases.
        var good = baseline.Runs.Where(run => run.Outcome.Kind is "ok" or "error").ToArray();
        return new BaselineFacts(
            Of(good, run => run.InterpreterStartMs),
            Of(good, run => run.LauncherMs),
            Of(good, run => run.InitMs),
            Of(good, run => run.FirstInvocationMs),
            Spread.Of([.. good.SelectMany(run => run.LaterInvocationsMs)]),
            Of(good, run => run.ColdStartMs),
            Of(good, run => run.InitRssBytes),
            Of([.. good.Where(run => run.InitPssBytes > 0)], run => run.InitPssBytes),
            Of(good, run => run.PeakRssBytes),
            Of([.. good.Where(run => run.PssBytes > 0)], run => run.PssBytes),
            baseline.Runs.Count,
            baseline.Runs.Count - good.Length);
    }

    private static Spread? Of(BaselineRun[] runs, Func<BaselineRun, double> value) => Spread.Of(Array.ConvertAll(runs, run => value(run)));
}
