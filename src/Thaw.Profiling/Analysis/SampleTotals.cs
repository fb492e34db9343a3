using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis;

/// <summary>What the sampler achieved in one phase, over all sampled processes.</summary>
/// <param name="Phase"><c>init</c> or <c>invoke</c>.</param>
/// <param name="Count">Phases that were sampled.</param>
/// <param name="WallMs">Their length together, ms.</param>
/// <param name="SampledShare">Part of that which samples of the main thread account for; 1 is all.</param>
/// <param name="AskedPerSecond">Ticks a second that were asked for.</param>
/// <param name="AchievedPerSecond">Ticks a second that arrived, those taken late included.</param>
/// <param name="LongestGapMs">Longest time between two ticks, ms.</param>
/// <param name="AgentMs">Time in Thaw's own handler, left out of every share, ms.</param>
/// <param name="CpuMs">CPU time of all threads, ms.</param>
/// <param name="BlockedMs">Time in which threads waited, ms.</param>
/// <param name="NativeMs">Time in C code under a Python frame, ms.</param>
/// <param name="Losses">Why samples are missing, each reason once.</param>
public sealed record SampleTotals(
    string Phase,
    int Count,
    double WallMs,
    double SampledShare,
    double AskedPerSecond,
    double AchievedPerSecond,
    double LongestGapMs,
    double AgentMs,
    double CpuMs,
    double BlockedMs,
    double NativeMs,
    IReadOnlyList<string> Losses)
{
    /// <summary>Sums up one phase; null if it was not sampled.</summary>
    public static SampleTotals? Of(Recording recording, string phase)
    {
        var phases = recording.Samples?.Phases.Where(sampled => sampled.Phase == phase && !IsHeldOut(recording, sampled.Event)).ToArray();
        if (phases is null or { Length: 0 })
        {
            return null;
        }

        double cpu = 0, blocked = 0, native = 0;
        foreach (var weight in recording.Samples!.Weights)
        {
            if (weight.Phase == phase && !IsHeldOut(recording, weight.Event))
            {
                cpu += weight.CpuMs;
                blocked += Math.Max(0, weight.WallMs - weight.CpuMs);
                native += weight.IsNative ? weight.WallMs : 0;
            }
        }

        var wall = phases.Sum(sampled => sampled.WallMs);
        return new SampleTotals(
            phase, phases.Length, wall, Ratio(phases.Sum(sampled => sampled.SampledMs), wall),
            recording.Manifest.Conditions.SampleRatePerSecond, Ratio(1000.0 * phases.Sum(sampled => sampled.Ticks), wall),
            phases.Max(sampled => sampled.LongestGapMs), phases.Sum(sampled => sampled.AgentMs), cpu, blocked, native,
            [.. phases.Select(sampled => sampled.Loss).OfType<string>().Distinct().Order(StringComparer.Ordinal)]);
    }

    private static bool IsHeldOut(Recording recording, int index) =>
        index >= 0 && index < recording.Manifest.Events.Count && recording.Manifest.Events[index].Holdout;

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
