using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Profiling.Exports;

/// <summary>One profile of the file: samples in order of time.</summary>
/// <param name="Name">What the viewer's list shows.</param>
/// <param name="Samples">The samples.</param>
internal sealed record SpeedscopeProfile(string Name, IReadOnlyList<RawSample> Samples);

/// <summary>Sorts samples into profiles: first those of all processes together, then one for each process.</summary>
internal static class SpeedscopeProfiles
{
    public static IReadOnlyList<SpeedscopeProfile> Collect(Recording recording, SpeedscopeFrames frames, IEnumerable<RawSample> samples)
    {
        if (recording.Samples is not { } pass)
        {
            return [];
        }

        var counted = samples.Where(sample => sample.WallUs > 0 && !IsHeldOut(recording, sample.Event) && frames.StackOf(sample).Length > 0);
        var groups = counted.GroupBy(sample => (sample.Thread, sample.IsInvoke)).OrderBy(group => group.Key).ToArray();
        var together = groups.Select(group => Together(pass, group.Key.Thread, [.. group]));
        var apart = groups.SelectMany(group => group.GroupBy(sample => sample.Run).OrderBy(run => run.Key)
            .Select(run => Apart(recording, group.Key.Thread, [.. run])));
        return [.. together, .. apart];
    }

    private static SpeedscopeProfile Together(SamplesPass pass, int thread, RawSample[] samples)
    {
        var count = samples.Select(sample => sample.Run).Distinct().Count();
        var processes = count == 1 ? "1 process" : $"{count} processes, one after another";
        return new SpeedscopeProfile($"{Phase(samples[0])}, {Thread(pass, thread)}, {processes}", samples);
    }

    private static SpeedscopeProfile Apart(Recording recording, int thread, RawSample[] samples)
    {
        var first = samples[0];
        var given = first.Event >= 0 && first.Event < recording.Manifest.Events.Count
            ? $" of event {recording.Manifest.Events[first.Event].Name}"
            : "";
        return new SpeedscopeProfile($"{Phase(first)}{given}, {Thread(recording.Samples!, thread)}, process {first.Run + 1}", samples);
    }

    private static string Phase(in RawSample sample) => sample.IsInvoke ? "invoke" : "init";

    private static string Thread(SamplesPass pass, int thread) => thread < pass.Threads.Count ? pass.Threads[thread] : $"thread {thread}";

    private static bool IsHeldOut(Recording recording, int index) =>
        index >= 0 && index < recording.Manifest.Events.Count && recording.Manifest.Events[index].Holdout;
}
