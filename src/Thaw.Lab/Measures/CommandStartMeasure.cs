using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How long the command line takes to start as users start it: <c>./thaw --version</c>, its freshness check included.</summary>
internal sealed class CommandStartMeasure : IMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => "command-start";

    /// <inheritdoc/>
    public string Description => "Wall time of `./thaw --version`, once it is built.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["seconds"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        string script = Path.Combine(context.Root.Path, "thaw");
        if (!File.Exists(script))
        {
            outcome.Omit(Name, $"there is no {script}");
            return outcome;
        }

        int runs = measurement.Repetitions.CountFor(context.Quick);
        var seconds = new List<double>();
        for (int i = 0; i <= runs; i++)
        {
            context.Report(Name, "thaw --version", i, runs);
            var cost = MeasuredChild.Run([script, "--version"], context.ScratchFolder, context.Spawn, Limit, context.Cancellation);
            if (i > 0)
                seconds.Add(cost.Seconds); // the first is a warm-up
        }

        outcome.Set("seconds", Bootstrap.Of([.. seconds], Bootstrap.Median));
        outcome.Keep(new SampleSeries("thaw", "command", "startSeconds", seconds));
        return outcome;
    }
}
