using System.Text.Json.Nodes;
using Thaw.Functions;
using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Budgeting;

public sealed class BaselineFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        var path = _folder.PathOf("b.json");
        BaselineFile.Write(path, Baseline());

        var read = BaselineFile.Read(path);

        Assert.Equal(Baseline().InitMs, read.InitMs);
        Assert.Equal(Baseline().Modules, read.Modules);
        Assert.Equal(Baseline().Environment, read.Environment);
    }

    [Theory]
    [InlineData("{", "is no baseline (")]
    [InlineData("[]", "is no baseline (no schema, not thaw.baseline)")]
    [InlineData("""{"schema": "thaw.profile", "version": 1}""", "is no baseline (thaw.profile, not thaw.baseline)")]
    [InlineData("""{"schema": "thaw.baseline", "version": 2}""", "has format version 2, this Thaw reads 1")]
    [InlineData("""{"schema": "thaw.baseline", "version": 1}""", "is no baseline (")]
    public void What_is_no_baseline_is_one_clear_line(string text, string why)
    {
        var failure = Assert.Throws<FunctionException>(() => BaselineFile.Read(_folder.Write("b.json", text)));

        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("write a new one with --write-baseline", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_file_that_is_not_there_says_so() =>
        Assert.Contains("there is no such baseline", Assert.Throws<FunctionException>(() => BaselineFile.Read(_folder.PathOf("b.json"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("initMs", "[1, 2]")]
    [InlineData("referenceMs", "[]")]
    [InlineData("reference", """{"name": "imports-2", "rounds": 0}""")]
    [InlineData("memory", """[{"event": "e", "eventSha256": "", "peakBytes": []}]""")]
    public void Figures_that_cannot_be_are_refused(string key, string value)
    {
        var path = _folder.PathOf("b.json");
        BaselineFile.Write(path, Baseline());
        var document = JsonNode.Parse(File.ReadAllText(path))!;
        document[key] = JsonNode.Parse(value);
        File.WriteAllText(path, document.ToJsonString());

        Assert.Contains("holds figures that cannot be", Assert.Throws<FunctionException>(() => BaselineFile.Read(path)).Message, StringComparison.Ordinal);
    }

    private static BudgetBaseline Baseline() => new()
    {
        ThawVersion = "1",
        MeasuredAt = DateTimeOffset.UnixEpoch,
        Function = "f",
        Environment = new MeasuredEnvironment("cpython", "3.11.2", "3.11.2 (main)", "x64", "Some processor", "6.1"),
        Reference = new BaselineReference("imports-2", 20),
        InitMs = [.. Enumerable.Range(10, 40).Select(i => (double)i)],
        ReferenceMs = [.. Enumerable.Range(20, 40).Select(i => (double)i)],
        Memory = [new EventMemory("e", "abc", [10_000_000, 10_100_000, 10_050_000])],
        Modules = [new BaselineModule("json", "(python)", 1.5, 100_000)],
    };
}
