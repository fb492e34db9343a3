using System.Diagnostics;
using Thaw.Lab.Experiments;
using Thaw.Lab.Reports;
using Thaw.Lab.Running;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Reports;

/// <summary>Whole experiments on small functions, and the report that they leave.</summary>
public sealed class ExperimentRunTests : IDisposable
{
    private const string Experiment =
        """
        schema: thaw.experiment
        version: 1
        name: small
        description: Small.
        measurements:
          - measure: overhead
            functions: [good, broken]
            variants:
              - {name: sampled, mode: samples, rate: 250}
              - {name: traced, mode: imports}
            repetitions: 2
            figures:
              - {name: sampledRatio, of: ratio, variant: sampled, unit: ratio, atMost: 1000, description: Sampled.}
              - {name: tracedRatio, of: ratio, variant: traced, unit: ratio, atMost: 0.0001, description: Traced.}
          - measure: exclusive-cost
            functions: good
            largeFromMs: 10
            largePerFunction: 1
            smallPerFunction: 0
            repetitions: 2
            figures:
              - {name: error, of: medianError, unit: share, description: Error.}
              - {name: count, of: statements, unit: count, atLeast: 1, description: How many.}
          - measure: sampling
            functions: good
            figures:
              - {name: rate, of: achievedRate, unit: share, description: Rate., reproduces: {what: A rate, least: 0.9, source: nobody}}
          - measure: profile-time
            functions: nowhere
            figures:
              - {name: profileSeconds, of: profileSeconds, unit: s, atMost: 1, description: Never measured here.}
        """;

    private readonly LabFixture _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void AFailureIsSaidAndTheRestIsMeasured()
    {
        var report = Run();

        Assert.True(Figure(report, "sampledRatio").Met);
        Assert.False(Figure(report, "tracedRatio").Met);
        Assert.Equal(1, Figure(report, "count").Value);
        Assert.NotNull(Figure(report, "error").Value);
        Assert.NotNull(Figure(report, "rate").Value);
        var unmeasured = Figure(report, "profileSeconds");
        Assert.Null(unmeasured.Value);
        Assert.False(unmeasured.Met);
        Assert.Contains("no function 'nowhere'", unmeasured.Problem, StringComparison.Ordinal);
        Assert.Contains(report.LeftOut, item => item.What == "overhead of broken" && item.Reason.Contains("no luck", StringComparison.Ordinal));
        Assert.Contains(report.Samples, series => series is { Subject: "good", Variant: "uninstrumented", Values.Count: 2 });
    }

    [RequiresFact("deb.python3-jsonschema")]
    public void TheReportIsWhatItsSchemaSays()
    {
        string file = _lab.Write("report.json", "");
        LabReportFile.Write(file, Run());

        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3",
        [
            "-c", "import json, sys, jsonschema; jsonschema.validate(*(json.load(open(name)) for name in sys.argv[1:]))",
            file, Repository.PathOf("docs/schemas/lab.schema.json"),
        ])
        { RedirectStandardError = true })!;
        string errors = python.StandardError.ReadToEnd();
        python.WaitForExit();

        Assert.True(python.ExitCode == 0, errors);
    }

    private LabReport Run()
    {
        _lab.WriteFunction("good", "import heavy\ndef handler(event, context):\n    return 1\n");
        _lab.Write("functions/good/heavy.py", "DATA = ['%100d' % n for n in range(200000)]\n");
        _lab.WriteFunction("broken", "raise ValueError('no luck')\n");
        var experiment = ExperimentFile.Read(_lab.Write("experiments/small.yaml", Experiment));
        return ExperimentRunner.Run(experiment, _lab.Context);
    }

    private static ReportedFigure Figure(LabReport report, string name) => report.Figures.Single(figure => figure.Name == name);
}
