using System.Text;
using Thaw.Lab.Benchmarks;
using Thaw.Lab.Experiments;
using Thaw.Lab.Hosts;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>What sandbox and HTTP add to the start of an interpreter: a cold start on a host and a bare interpreter take turns.</summary>
internal sealed class HostBootMeasure : IMeasure
{
    private const string Event = """{"name": "Ada"}""";

    /// <inheritdoc/>
    public string Name => "host-boot";

    /// <inheritdoc/>
    public string Description => "Cold starts of helloworld through HTTP, and the bare interpreter running the same handler, in turn.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["bootMs", "bareMs", "overheadMs", "overheadOverFlagsMs", "pssBytes"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var folder = Path.Combine(context.Root.Functions, "helloworld");
        using var host = HostProcess.Start(context, Path.Combine(context.ScratchFolder, "boot"));
        host.Deploy(folder, "helloworld");
        using var client = host.CreateClient();
        using var bare = BareInterpreter.Start(folder, Event);
        var plan = new BenchPlan("helloworld", ["boot"], 1, 1, false, Encoding.UTF8.GetBytes(Event));
        var (boot, plain, flags, memory) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var runs = measurement.Repetitions.CountFor(context.Quick);
        for (var i = -measurement.WarmUps; i < runs; i++)
        {
            context.Report(Name, "helloworld", Math.Max(0, i), runs);
            var start = StartSample.TakeAsync(client, plan, "boot", context.Cancellation).GetAwaiter().GetResult();
            var (usual, same) = (bare.RunMs(""), bare.RunMs("-S -s -B"));
            if (i < 0)
                continue;
            boot.Add(start.Ms);
            plain.Add(usual);
            flags.Add(same);
            memory.Add(start.MemoryBytes);
        }
        return Outcome(boot, plain, flags, memory);
    }

    private static MeasureOutcome Outcome(List<double> boot, List<double> plain, List<double> flags, List<double> memory)
    {
        var outcome = new MeasureOutcome();
        outcome.Set("bootMs", Bootstrap.Of([.. boot], Bootstrap.Median));
        outcome.Set("bareMs", Bootstrap.Of([.. plain], Bootstrap.Median));
        outcome.Set("overheadMs", Bootstrap.MedianDifference(new PairedSeries(boot, plain)));
        outcome.Set("overheadOverFlagsMs", Bootstrap.MedianDifference(new PairedSeries(boot, flags)));
        outcome.Set("pssBytes", Bootstrap.Of([.. memory], Bootstrap.Median));
        outcome.Keep(new SampleSeries("helloworld", "boot", "endToEndMs", boot));
        outcome.Keep(new SampleSeries("helloworld", "bare", "endToEndMs", plain));
        outcome.Keep(new SampleSeries("helloworld", "bare -S -s -B", "endToEndMs", flags));
        return outcome;
    }
}
