using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Whether the sampler keeps its rate, and whether the time of its samples adds up to the time that passed.</summary>
internal sealed class SamplingMeasure : IMeasure
{
    /// <inheritdoc/>
    public string Name => "sampling";

    /// <inheritdoc/>
    public string Description => "Ticks and time of the samples of a recording, beside its rate and its phases.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["achievedRate", "timeError", "longestGapMs"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var functions = new List<Tally>();
        var folders = SubjectFolders.Of(measurement.Functions, context);
        for (int i = 0; i < folders.Count; i++)
        {
            string name = Path.GetFileName(folders[i]);
            context.Report(Name, name, i, folders.Count);
            try
            {
                if (TallyOf(context.Recordings.FolderOf(folders[i], context)) is { } tally)
                    functions.Add(Keep(outcome, name, tally));
                else
                    outcome.Omit($"{Name} of {name}", "its recording has no samples");
            }
            catch (LabException error)
            {
                outcome.Omit($"{Name} of {name}", error.Message);
            }
        }

        if (functions.Count > 0)
            SetQuantities(outcome, functions);

        return outcome;
    }

    private static Tally? TallyOf(string folder)
    {
        var manifest = RecordingStore.ReadManifest(folder);
        if (RecordingStore.FileOf(folder, manifest, Passes.Samples) is not { } file)
            return null;

        var phases = SampleFileReader.Read(file).Phases;
        return new Tally(phases, manifest.Conditions.SampleRatePerSecond);
    }

    private static Tally Keep(MeasureOutcome outcome, string function, Tally tally)
    {
        outcome.Keep(new SampleSeries(function, "samples", "wallMs", [.. tally.Phases.Select(phase => phase.WallMs)]));
        outcome.Keep(new SampleSeries(function, "samples", "sampledMs", [.. tally.Phases.Select(phase => phase.SampledMs)]));
        outcome.Keep(new SampleSeries(function, "samples", "ticks", [.. tally.Phases.Select(phase => (double)phase.Ticks)]));
        return tally;
    }

    // Summed over all functions, so that a phase shorter than a tick weighs what it is: little.
    private static void SetQuantities(MeasureOutcome outcome, List<Tally> functions)
    {
        double expected = functions.Sum(tally => tally.ExpectedTicks);
        double wall = functions.Sum(tally => tally.WallMs);
        outcome.Set("achievedRate", Estimate.Exact(functions.Sum(tally => tally.Ticks) / expected));
        outcome.Set("timeError", Estimate.Exact(functions.Sum(tally => Math.Abs(tally.SampledMs + tally.AgentMs - tally.WallMs)) / wall));
        outcome.Set("longestGapMs", Estimate.Exact(functions.Max(tally => tally.Phases.Max(phase => phase.LongestGapMs))));
    }

    private sealed record Tally(IReadOnlyList<SampledPhase> Phases, int RatePerSecond)
    {
        public double WallMs => Phases.Sum(phase => phase.WallMs);

        public double SampledMs => Phases.Sum(phase => phase.SampledMs);

        public double AgentMs => Phases.Sum(phase => phase.AgentMs);

        public double Ticks => Phases.Sum(phase => phase.Ticks);

        public double ExpectedTicks => WallMs / 1000 * RatePerSecond;
    }
}
