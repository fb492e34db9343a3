using System.Text.Json;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Lab;

/// <summary>An experiment on images, on a small function: hosts of their own, templates, forks, and templates that are killed.</summary>
public sealed class ImageExperimentTests : IDisposable
{
    private const string Experiment =
        """
        schema: thaw.experiment
        version: 1
        name: small
        description: Images of one function.
        measurements:
          - measure: image-fork
            functions: parser
            figures:
              - {name: loadingSpeedup, of: loadingSpeedup, unit: ratio, description: d, reproduces: {what: loading, least: 2.2, most: 3.2, source: nobody}}
              - {name: mostWholeSpeedup, of: mostWholeSpeedup, unit: ratio, description: d}
          - measure: image-private
            functions: parser
            figures:
              - {name: privateBytes, of: privateBytes, unit: bytes, description: d}
              - {name: shareOfImage, of: shareOfImage, unit: share, description: d}
          - measure: image-soak
            invocations: 24
            kills: 2
            figures:
              - {name: forked, of: forked, unit: count, description: d}
              - {name: unanswered, of: unanswered, unit: count, description: d}
              - {name: templatesKilled, of: templatesKilled, unit: count, description: d}
        """;

    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups")]
    public void Forks_are_timed_their_memory_is_read_and_killed_templates_leave_nothing_and_no_invocation_without_an_answer()
    {
        _thaw.Write("experiments/small.yaml", Experiment);
        _thaw.Write("functions/parser/thaw.yaml", "handler: handler.handler\nmemory: 128\npackages: []\nevents:\n  - {file: one.json, weight: 1}\n");
        _thaw.Write("functions/parser/one.json", "{}");
        _thaw.Write("functions/parser/handler.py", "import argparse\nimport decimal\n\n\ndef handler(event, context):\n    return str(decimal.Decimal(1))\n");

        var run = _thaw.Run(null, "lab", "run", "small", "--quick", "--root", ".", "--json", "-");

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        _thaw.Write("report.json", run.Output);
        Schemas.Validate("docs/schemas/lab.schema.json", _thaw.PathOf("report.json"));
        using var report = JsonDocument.Parse(run.Output);
        var figures = report.RootElement.GetProperty("figures").EnumerateArray().ToDictionary(figure => figure.GetProperty("name").GetString()!);
        double Value(string name) => figures[name].GetProperty("value").GetDouble();
        Assert.True(Value("mostWholeSpeedup") > 0);
        Assert.Contains("2.20 to 3.20 published (loading)", figures["loadingSpeedup"].GetProperty("reproduction").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, figures["privateBytes"].GetProperty("reproduction").ValueKind);
        Assert.InRange(Value("privateBytes"), 100_000, 100_000_000);
        Assert.InRange(Value("shareOfImage"), 0.001, 1);
        Assert.InRange(Value("forked"), 24, 1000);
        Assert.Equal((0, 2), (Value("unanswered"), Value("templatesKilled")));
        Assert.DoesNotContain("outlives the host", run.Output, StringComparison.Ordinal);
        _thaw.AssertNothingLeft();
    }

    public void Dispose() => _thaw.Dispose();
}
