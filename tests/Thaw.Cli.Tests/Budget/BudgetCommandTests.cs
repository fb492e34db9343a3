using System.Text.Json;
using Thaw.Cli.Budget;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Budget;

/// <summary>The command as it is typed, with limits so far away that no noise reaches them.</summary>
public sealed class BudgetCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BudgetCommandTests()
    {
        _folder.Write("f/thaw.yaml", "handler: handler.handler\npackages: []\nbudget: {init: 100s}\n");
        _folder.Write("f/handler.py", "import json\ndef handler(event, context): return 1\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Within_is_0_missed_is_1_and_the_command_line_goes_over_the_manifest()
    {
        var within = Run(_folder.PathOf("f"));
        var missed = Run(_folder.PathOf("f"), "--init", "0.01ms", "--markdown", _folder.PathOf("s.md"), "--sarif", _folder.PathOf("s.sarif"));

        Assert.Equal((ExitCodes.Done, ExitCodes.AnswerIsNo), (within.ExitCode, missed.ExitCode));
        Assert.Contains("Within budget", within.Output, StringComparison.Ordinal);
        Assert.Contains("Budget missed", missed.Output, StringComparison.Ordinal);
        Assert.Contains("handler.py:1 loads json", missed.Output, StringComparison.Ordinal);
        Assert.All(missed.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("budget missed", File.ReadAllText(_folder.PathOf("s.md")), StringComparison.Ordinal);
        Assert.Contains("\"startLine\": 1", File.ReadAllText(_folder.PathOf("s.sarif")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_is_written_and_compared_with()
    {
        var baseline = _folder.PathOf("b.json");
        Assert.Equal(ExitCodes.Done, Run(_folder.PathOf("f"), "--write-baseline", baseline, "--measure-for", "1ms").ExitCode);
        _folder.Write("f/handler.py", "import json, wave\nimport time; time.sleep(0.5)\ndef handler(event, context): return 1\n");

        var run = Run(_folder.PathOf("f"), "--baseline", baseline, "--max-regression", "5%", "--json");

        Assert.Equal(ExitCodes.AnswerIsNo, run.ExitCode);
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal("missed", report.RootElement.GetProperty("verdict").GetString());
        var added = report.RootElement.GetProperty("newImports")[0];
        Assert.Equal(("handler.py:1", "wave"), (added.GetProperty("place").GetString(), added.GetProperty("targets")[0].GetString()));
    }

    [Theory]
    [InlineData("--init: '300' is not a time", "--init", "300")]
    [InlineData("--max-regression: '5' is not a percentage", "--max-regression", "5")]
    [InlineData("--max-regression: '-5%' is not a percentage", "--max-regression=-5%")]
    [InlineData("--max-regression: there is no baseline", "--max-regression", "5%")]
    [InlineData("--measure-for: more than an hour", "--measure-for", "3601s")]
    [InlineData("there is no folder", "--markdown", "/nowhere/at/all.md")]
    public void Bad_usage_is_one_clear_line(string why, params string[] arguments)
    {
        var failure = Assert.Throws<FormatException>(() => Run([_folder.PathOf("f"), .. arguments]));

        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Without_any_limit_there_is_nothing_to_do()
    {
        _folder.Write("f/thaw.yaml", "handler: handler.handler\npackages: []\n");

        Assert.Contains("there is no limit; give --init", Assert.Throws<FormatException>(() => Run(_folder.PathOf("f"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_that_is_not_there_is_said_before_anything_runs()
    {
        _folder.Write("f/handler.py", "raise SystemError('it must not run')\n");

        var failure = Assert.Throws<FunctionException>(() => Run(_folder.PathOf("f"), "--baseline", _folder.PathOf("none.json")));

        Assert.Contains("there is no such baseline", failure.Message, StringComparison.Ordinal);
    }

    private static CommandRun Run(params string[] arguments) => CommandRun.Of(BudgetCommand.Create(), arguments);
}
