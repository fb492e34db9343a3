using System.Text.Json;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Bench;

public sealed class BenchCommandTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups")]
    public void A_folder_is_measured_on_a_host_of_its_own_and_nothing_is_left()
    {
        _thaw.WriteFunction("def handler(event, context):\n    return 1\n");
        var run = Run("bench", "f", "--strategies", "warm,boot", "-n", "3", "--concurrency", "2", "--cold-cache", "--json", "--html", _thaw.PathOf("bench.html"));

        Assert.True(run.ExitCode == 0, run.Error);
        _thaw.Write("report.json", run.Output);
        Schemas.Validate("docs/schemas/bench.schema.json", _thaw.PathOf("report.json"));
        var results = JsonDocument.Parse(run.Output).RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["warm", "boot"], results.Select(result => result.GetProperty("strategy").GetString()));
        Assert.All(results, result => Assert.Equal(3, result.GetProperty("samplesMs").GetArrayLength()));
        Assert.All(results, result => Assert.InRange(result.GetProperty("pssBytes").GetDouble(), 1e6, 1e9));
        Assert.True(results[1].GetProperty("phases").GetProperty("runtime").GetDouble() > 0);
        Assert.Equal(0, results[0].GetProperty("phases").GetProperty("runtime").GetDouble());
        Assert.True(new FileInfo(_thaw.PathOf("bench.html")).Length > 10_000);
        _thaw.AssertNothingLeft();
    }

    [RequiresFact("root", "cgroups")]
    public void A_function_that_fails_and_a_strategy_that_is_not_there_are_one_line()
    {
        _thaw.WriteFunction("def handler(event, context):\n    raise ValueError('as told')\n");
        var fails = Run("bench", "f", "-n", "1");
        Assert.Equal(1, fails.ExitCode);
        Assert.Contains("thaw: f: the function fails: ", fails.Error, StringComparison.Ordinal);
        Assert.Contains("as told", fails.Error, StringComparison.Ordinal);
        _thaw.WriteFunction("def handler(event, context):\n    return 1\n");
        var unknown = Run("bench", "f", "-n", "1", "--strategies", "boot,teleport");
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("This host has no strategy teleport; it has boot and warm.", unknown.Error, StringComparison.Ordinal);
        _thaw.AssertNothingLeft();
    }

    [Theory]
    [InlineData("-n 0", "bench", "f", "-n", "0")]
    [InlineData("--concurrency 501", "bench", "f", "--concurrency", "501")]
    [InlineData("name each strategy once", "bench", "f", "--strategies", "boot,boot")]
    [InlineData("name each strategy once", "bench", "f", "--strategies", ",")]
    [InlineData("a folder gets a host of its own", "bench", "./f", "--state", "x")]
    public void What_cannot_be_done_is_one_line(string words, params string[] arguments)
    {
        var run = Run(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    public void Dispose() => _thaw.Dispose();

    private CommandRun Run(params string[] arguments) => _thaw.Run(null, arguments);
}
