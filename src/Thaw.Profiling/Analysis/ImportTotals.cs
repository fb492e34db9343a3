using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>What the import pass adds up to, and whether that agrees with the uninstrumented processes.</summary>
/// <param name="Modules">Modules loaded in init.</param>
/// <param name="SelfMs">Sum of the modules' own times, without linking and collector, ms.</param>
/// <param name="LinkMs">Opening and initialising extension modules, ms; a row of its own.</param>
/// <param name="CollectorMs">The garbage collector while importing, ms; a row of its own.</param>
/// <param name="TracerMs">What tracing took, already taken out of the others, ms.</param>
/// <param name="InitMadMs">Spread of the timed runs, ms.</param>
/// <param name="TimedRuns">Processes that were timed.</param>
/// <param name="AccountedMs">Interpreter start + all of the above but the tracer + first invocation, ms.</param>
/// <param name="BaselineMs">The same stretch in the baseline: median cold start without the launcher, ms; null without a baseline.</param>
/// <param name="DifferencePercent">How much more is accounted for than the baseline took, in percent of it; null without a baseline.</param>
public sealed record ImportTotals(
    int Modules,
    double SelfMs,
    double LinkMs,
    double CollectorMs,
    double TracerMs,
    double InitMadMs,
    int TimedRuns,
    double AccountedMs,
    double? BaselineMs,
    double? DifferencePercent)
{
    /// <summary>Adds up an import pass.</summary>
    public static ImportTotals Of(ImportsPass imports, BaselineFacts baseline)
    {
        double self = 0, link = 0;
        var count = 0;
        foreach (var module in imports.Modules)
        {
            if (module.Phase == Phases.Init)
            {
                self += module.SelfMs;
                link += module.LinkMs;
                count++;
            }
        }

        var accounted = imports.InterpreterStartMs + self + link + imports.CollectorMs + imports.FirstInvocationMs;
        var measured = baseline.ColdStart?.Median - baseline.Launcher?.Median;
        return new ImportTotals(
            count, self, link, imports.CollectorMs, imports.TracerMs, imports.InitMadMs, imports.TimedRuns,
            accounted, measured, 100 * (accounted - measured) / measured);
    }
}
