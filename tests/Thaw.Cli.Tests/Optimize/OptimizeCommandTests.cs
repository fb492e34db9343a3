using System.Text.Json.Nodes;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Optimize;

/// <summary>What <c>thaw optimize</c> prints and writes.</summary>
public sealed class OptimizeCommandTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    public void Dispose() => _thaw.Dispose();

    [Fact]
    public void The_json_keeps_to_its_schema_and_says_everything_that_was_measured()
    {
        WastefulFunction.Write(_thaw);

        var run = _thaw.Run(null, "optimize", "f", "--quick", "--json", "--html", "page.html");

        Assert.Equal(0, run.ExitCode);
        _thaw.Write("report.json", run.Output);
        Schemas.Validate("docs/schemas/optimize.schema.json", _thaw.PathOf("report.json"));
        var report = JsonNode.Parse(run.Output)!;
        foreach (var ratio in (string[])["initSpeedup", "endToEndSpeedup", "peakMemoryRatio"])
        {
            Assert.InRange((double)report[ratio]!["value"]!, (double)report[ratio]!["low"]!, (double)report[ratio]!["high"]!);
        }

        Assert.Equal(
            ["initMs", "firstInvocationMs", "endToEndMs", "billedMs", "peakRssBytes", "gigabyteSecondsPerMillionColdStarts", "packageBytes"],
            report["quantities"]!.AsArray().Select(quantity => (string)quantity!["name"]!));
        Assert.NotNull(report["prediction"]!["measuredSavedMs"]);
        Assert.Contains("--- a/handler.py", (string)report["diff"]!, StringComparison.Ordinal);
        Assert.Equal("handler.py", (string)report["edits"]![0]!["place"]!);
        Assert.NotEqual("", (string)report["edits"]![0]!["safe"]!);
        Assert.Contains("handler.py", File.ReadAllText(_thaw.PathOf("page.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_worth_doing_is_exit_code_1_with_the_reason_and_keeps_to_the_schema()
    {
        _thaw.WriteFunction("def handler(event, context):\n    return 1\n");

        var run = _thaw.Run(null, "optimize", "f", "--quick", "--json");

        Assert.Equal(1, run.ExitCode);
        _thaw.Write("report.json", run.Output);
        Schemas.Validate("docs/schemas/optimize.schema.json", _thaw.PathOf("report.json"));
        Assert.Equal("nothingToDo", (string)JsonNode.Parse(run.Output)!["verdict"]!);
        _thaw.AssertNothingLeft();
    }

    [Fact]
    public void Own_code_is_edited_in_place_and_taken_back()
    {
        WastefulFunction.Write(_thaw);
        _thaw.Write(".gitignore", "/state/\n/home/\n/tmp/\n");
        GitFolder.Commit(_thaw.PathOf(""));

        var written = _thaw.Run(null, "optimize", "f", "--quick", "--write");

        Assert.Equal(0, written.ExitCode);
        Assert.Contains("Edited in place: handler.py", written.Output, StringComparison.Ordinal);
        Assert.Equal(" M f/handler.py\n", GitFolder.Changes(_thaw.PathOf("")));

        var undone = _thaw.Run(null, "optimize", "f", "--undo");

        Assert.Equal((0, "Taken back: handler.py\n"), (undone.ExitCode, undone.Output));
        Assert.Equal("", GitFolder.Changes(_thaw.PathOf("")));
        _thaw.AssertNothingLeft();
    }
}
