using System.Text.Json.Nodes;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Images;

/// <summary><c>thaw images simulate</c> as a command.</summary>
public sealed class SimulateCommandTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    [Fact]
    public void The_json_keeps_to_its_schema_and_is_the_same_for_the_same_seed()
    {
        var run = Simulate("--synthetic", "--functions", "60", "--hours", "2", "--json", "--write-costs", _thaw.PathOf("costs.json"));

        Assert.True(run.ExitCode == 0, run.Error);
        _thaw.Write("report.json", run.Output);
        Schemas.Validate("docs/schemas/images-simulate.schema.json", _thaw.PathOf("report.json"));
        Schemas.Validate("docs/schemas/images-costs.schema.json", _thaw.PathOf("costs.json"));
        Assert.Equal(Figures(run), Figures(Simulate("--synthetic", "--functions", "60", "--hours", "2", "--json", "--costs", _thaw.PathOf("costs.json"))));
        Assert.NotEqual(Figures(run), Figures(Simulate("--synthetic", "--functions", "60", "--hours", "2", "--json", "--seed", "2")));
        var report = JsonNode.Parse(run.Output)!;
        Assert.True((bool)report["synthetic"]!);
        Assert.True((int)report["policies"]![2]!["fromImage"]! > 0);
        Assert.InRange((double)report["space"]!["savingOfTen"]!, 0.85, 0.95);
        _thaw.AssertNothingLeft();
    }

    [Fact]
    public void A_trace_is_read_and_the_text_says_what_it_rests_on()
    {
        _thaw.Write("trace.csv", "app,func,end_timestamp,duration\na,f,0.5,0.25\na,g,400,0.25\nb,f,720,0.25\n");
        var run = Simulate(_thaw.PathOf("trace.csv"), "--keep-alive", "60", "--image-memory", "100");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("3 functions, 3 invocations in 0.2 hours; 100 MB for images, kept alive 60 s\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("trace: trace.csv, Azure Functions Invocation Trace 2021", run.Output, StringComparison.Ordinal);
        Assert.Contains("costs: recorded by thaw profile: ", run.Output, StringComparison.Ordinal);
        foreach (var words in (string[])["\nnone ", "\nown ", "\nshared ", "published: 88 %"])
            Assert.Contains(words, run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("name a trace, or say --synthetic")]
    [InlineData("name a trace, or say --synthetic", "x.csv", "--synthetic")]
    [InlineData("--hours is for --synthetic", "x.csv", "--hours", "3")]
    [InlineData("x.csv: no such file or folder", "x.csv")]
    [InlineData("--functions 0: not a number from 1 to 1000000", "--synthetic", "--functions", "0")]
    [InlineData("--hours NaN: not a number from 0.1 to 336", "--synthetic", "--hours", "NaN")]
    [InlineData("--image-memory -1: not a number from 0 to ", "--synthetic", "--image-memory", "-1")]
    [InlineData("--keep-alive 0: not a number from 0.1 to 86400", "--synthetic", "--keep-alive", "0")]
    [InlineData("Could not find file", "--synthetic", "--costs", "absent.json")]
    [InlineData("name recordings, which are folders, or one file alone", "--synthetic", "--costs", "f", "absent.json")]
    public void What_cannot_be_done_is_one_line(string words, params string[] arguments)
    {
        var run = Simulate(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    public void Dispose() => _thaw.Dispose();

    private CommandRun Simulate(params string[] arguments) => _thaw.Run(null, ["images", "simulate", .. arguments]);

    /// <summary>All but how long it took.</summary>
    private static string Figures(CommandRun run)
    {
        Assert.True(run.ExitCode == 0, run.Error);
        var report = JsonNode.Parse(run.Output)!.AsObject();
        report.Remove("simulatedIn");
        return report.ToJsonString();
    }
}
