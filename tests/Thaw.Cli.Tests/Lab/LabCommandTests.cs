using System.Text.Json;
using Thaw.Cli.Lab;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Lab;

public sealed class LabCommandTests : IDisposable
{
    private const string Experiment =
        """
        schema: thaw.experiment
        version: 1
        name: small
        description: One function without imports.
        measurements:
          - measure: overhead
            functions: empty
            variants:
              - {name: traced, mode: imports}
            repetitions: 2
            figures:
              - {name: importPassOverheadOfOneHandler, of: ratio, variant: traced, unit: ratio, atMost: 1000, description: d,
                 published: [{what: A number, value: 1.5, source: nobody}]}
        """;

    private readonly TemporaryFolder _folder = new();

    public LabCommandTests()
    {
        _folder.Write("experiments/small.yaml", Experiment);
        _folder.Write("functions/empty/thaw.yaml", "handler: handler.handler\npackages: []\nevents:\n  - {file: one.json, weight: 1}\n");
        _folder.Write("functions/empty/one.json", "{}");
        _folder.Write("functions/empty/handler.py", "def handler(event, context):\n    return 1\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ListNamesTheExperiments()
    {
        var run = CommandRun.Of(LabCommand.Create(), "list", "--root", _folder.Path);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("small            One function without imports.\n", run.Output);
    }

    [Fact]
    public void RunPrintsATableOfEightyColumnsAndWritesTheReport()
    {
        string file = _folder.PathOf("report.json");

        var run = CommandRun.Of(LabCommand.Create(), "run", "small", "--quick", "--root", _folder.Path, "--json", file);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("importPassOverheadOfOneHandler", run.Output, StringComparison.Ordinal);
        Assert.Contains("≤ 1000", run.Output, StringComparison.Ordinal);
        Assert.Contains("(1) A number; nobody", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        using var report = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal("thaw.lab", report.RootElement.GetProperty("schema").GetString());
    }

    [Fact]
    public void AMissedTargetIsExitCodeOne()
    {
        _folder.Write("experiments/small.yaml", Experiment.Replace("1000", "0.0001", StringComparison.Ordinal));

        var run = CommandRun.Of(LabCommand.Create(), "run", "small", "--quick", "--root", _folder.Path, "--json", "-");

        Assert.Equal(1, run.ExitCode);
        using var report = JsonDocument.Parse(run.Output);
        Assert.False(report.RootElement.GetProperty("figures")[0].GetProperty("met").GetBoolean());
    }

    [Theory]
    [InlineData("there are: small", "run", "large")]
    [InlineData("there is no folder", "run", "small", "--json", "/nonexistent/report.json")]
    [InlineData("holds no folder 'experiments'", "list", "--root", "/proc")]
    public void BadInputIsOneLineAndExitCodeTwo(string expected, params string[] arguments)
    {
        string[] root = arguments.Contains("--root") ? [] : ["--root", _folder.Path];

        var run = CommandRun.Of(LabCommand.Create(), [.. arguments, .. root]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
