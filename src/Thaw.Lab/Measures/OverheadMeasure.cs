using Thaw.Lab.Experiments;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;
using Thaw.Python.Launching;

namespace Thaw.Lab.Measures;

/// <summary>What an instrument costs: runs with it and without it take turns.</summary>
/// <remarks>
/// In every round each function runs once without instruments and once for each variant, in an order that rotates,
/// all with the same event. The time compared is init plus first invocation. The figure is the geometric mean over
/// the functions of the ratio of the medians.
/// </remarks>
internal sealed class OverheadMeasure : IMeasure
{
    private const string Reference = "uninstrumented";

    /// <inheritdoc/>
    public string Name => "overhead";

    /// <inheritdoc/>
    public string Description => "Init and first invocation with an instrument over the same without, runs taking turns.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["ratio", "largestRatio"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var folders = SubjectFolders.Of(measurement.Functions, context);
        var pairs = measurement.Variants.ToDictionary(variant => variant.Name, _ => new List<PairedSeries>());
        for (int i = 0; i < folders.Count; i++)
        {
            string name = Path.GetFileName(folders[i]);
            context.Report(Name, name, i, folders.Count);
            try
            {
                var series = RunFunction(folders[i], measurement, context, outcome);
                foreach (var variant in measurement.Variants)
                    pairs[variant.Name].Add(new PairedSeries(series[Reference], series[variant.Name]));
            }
            catch (LabException error)
            {
                outcome.Omit($"{Name} of {name}", error.Message);
            }
        }

        foreach (var (variant, series) in pairs.Where(pair => pair.Value.Count > 0))
        {
            outcome.Set("ratio", Bootstrap.MedianRatio(series), variant);
            outcome.Set("largestRatio", Estimate.Exact(series.Max(pair => pair.MedianRatio)), variant);
        }

        return outcome;
    }

    private static Dictionary<string, List<double>> RunFunction(
        string folder, Measurement measurement, LabContext context, MeasureOutcome outcome)
    {
        using var function = LabFunction.Open(folder, context.Cancellation);
        outcome.Versions["python"] = function.PythonVersion;
        (string Name, LaunchRequest Request)[] arms =
        [
            (Reference, new LaunchRequest()), .. measurement.Variants.Select(variant => (variant.Name, RequestFor(variant))),
        ];
        var series = arms.ToDictionary(arm => arm.Name, _ => new List<double>());
        int rounds = measurement.WarmUps + measurement.Repetitions.CountFor(context.Quick);
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < arms.Length; i++)
            {
                // No arm always runs first, or right after the same other one.
                var (name, request) = arms[(i + round) % arms.Length];
                var run = function.Run(request with { Invocations = function.EventOf(round) }, context.Cancellation);
                if (round >= measurement.WarmUps)
                    series[name].Add(LabFunction.InitAndFirstMs(run));
            }
        }

        foreach (var (name, values) in series)
            outcome.Keep(new SampleSeries(function.Name, name, "initAndFirstInvocationMs", values));

        return series;
    }

    private static LaunchRequest RequestFor(Variant variant) => variant.Mode == "samples"
        ? new LaunchRequest { Mode = AgentMode.Samples, SampleRatePerSecond = variant.RatePerSecond }
        : new LaunchRequest { Mode = AgentMode.Time };
}
