using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How many warm invocations a host answers, and what it adds to the handler's own time.</summary>
internal sealed class HostWarmMeasure : IMeasure
{
    private const string Event = """{"name": "Ada"}""";

    /// <inheritdoc/>
    public string Name => "host-warm";

    /// <inheritdoc/>
    public string Description => "Warm invocations of helloworld through HTTP, signed, by wrk: with several connections, and with one.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["perSecond", "p99Ms", "overheadMs", "generatorShare", "errors"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = ["connections", "seconds"];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var folder = Path.Combine(context.Root.Functions, "helloworld");
        var connections = measurement.CountOf("connections", 4, context.Quick);
        var load = new WrkLoad("helloworld", Event, connections, measurement.CountOf("seconds", 5, context.Quick));
        using var host = HostProcess.Start(context, Path.Combine(context.ScratchFolder, "warm"));
        host.Deploy(folder, "helloworld");
        using var bare = BareInterpreter.Start(folder, Event);
        var handlerMs = bare.HandlerMs();
        // Not counted: instances start, and the host's own code is compiled.
        Wrk.Run(host, load, context);
        var (many, one) = (new List<WrkResult>(), new List<WrkResult>());
        var runs = measurement.Repetitions.CountFor(context.Quick);
        for (var i = 0; i < runs; i++)
        {
            context.Report(Name, "helloworld", i, runs);
            many.Add(Wrk.Run(host, load, context));
            one.Add(Wrk.Run(host, load with { Connections = 1 }, context));
        }
        Note(outcome, "perSecond", many.Select(result => result.PerSecond));
        Note(outcome, "p99Ms", many.Select(result => result.P99Ms));
        Note(outcome, "generatorShare", many.Select(result => result.ProcessorShare));
        Note(outcome, "overheadMs", one.Select(result => result.P50Ms - handlerMs));
        outcome.Set("errors", Estimate.Exact(many.Concat(one).Sum(result => result.Errors)));
        outcome.Note("helloworld", string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{connections} connections; the handler itself takes {1000 * handlerMs:0.0} µs in a bare interpreter"));
        return outcome;
    }

    private static void Note(MeasureOutcome outcome, string quantity, IEnumerable<double> values)
    {
        double[] all = [.. values];
        outcome.Set(quantity, Bootstrap.Of(all, Bootstrap.Median));
        outcome.Keep(new SampleSeries("helloworld", "warm", quantity, all));
    }
}
