using Thaw.Python.Launching;

namespace Thaw.Optimizing.Measuring;

/// <summary>One cold start.</summary>
/// <param name="InitMs">Importing the handler, ms.</param>
/// <param name="FirstInvocationMs">The first invocation, ms; 0 without one.</param>
/// <param name="EndToEndMs">From spawning the process to the first response, ms.</param>
/// <param name="PeakRssBytes">Peak resident set until the first response.</param>
internal sealed record ColdStart(double InitMs, double FirstInvocationMs, double EndToEndMs, double PeakRssBytes)
{
    public static ColdStart Of(AgentRun run)
    {
        AgentPhase init = run.Init!;
        AgentPhase last = run.Invocations.FirstOrDefault() ?? init;
        return new ColdStart(
            init.Ms,
            last == init ? 0 : last.Ms,
            (last.EndNs - run.SpawnedAtNs) / 1e6,
            (run.InvocationMemory ?? run.InitMemory)!.PeakRssBytes);
    }
}

/// <summary>A cold start of the original and one of the result with the same event, one right after the other.</summary>
/// <param name="Event">Index of the event; null without one.</param>
/// <param name="Original">Of the original.</param>
/// <param name="Result">Of the result.</param>
internal sealed record ColdStartPair(int? Event, ColdStart Original, ColdStart Result);
