using System.Text.Json.Nodes;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Exports.Sarif;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Tests.Analysis;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.Exports;

public sealed class SarifExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("deb.python3-jsonschema")]
    public void The_log_is_valid_by_the_published_schema()
    {
        var file = _folder.Write("log.sarif", Log(Analysis(importLine: 3, setupLine: 7)).ToJsonString());

        PythonScript.Validate(Repository.PathOf("tests/Thaw.Profiling.Tests/Exports/Schemas/sarif-2.1.0.json"), file);
    }

    [Fact]
    public void A_result_stands_at_the_own_line_that_has_to_change()
    {
        var results = Results(Log(Analysis(importLine: 3, setupLine: 7)));

        var unused = results.Single(result => Text(result, "ruleId") == "C1");
        Assert.Equal(("handler.py", 3), (Uri(unused), Line(unused)));
        Assert.Contains("Remove the import at handler.py:3", Text(unused, "message"), StringComparison.Ordinal);
        Assert.Contains(results, result => Text(result, "ruleId") == "setup" && Line(result) == 7);
    }

    [Fact]
    public void An_import_inside_a_library_is_shown_at_the_own_line_that_leads_there()
    {
        var builder = new RecordingBuilder().Event("e");
        var used = builder.Load("used", line: 2);
        builder.Load("heavy", by: used, line: 40, ms: 50);
        builder.Used("used", "work", "e");

        var result = Results(Log(ProfileAnalyzer.Analyze(builder.Build(), FindingThresholds.Default))).Single(result => Text(result, "ruleId") == "C1");

        Assert.Equal(("handler.py", 2), (Uri(result), Line(result)));
        var library = result["relatedLocations"]![0]!["physicalLocation"]!;
        Assert.Equal("file:///srv/site/used.py", (string?)library["artifactLocation"]!["uri"]);
        Assert.Equal(40, (int?)library["region"]!["startLine"]);
    }

    [Fact]
    public void Fingerprints_stay_when_lines_move()
    {
        var before = Fingerprints(Analysis(importLine: 3, setupLine: 7));
        var after = Fingerprints(Analysis(importLine: 30, setupLine: 70));

        Assert.Equal(2, before.Distinct().Count());
        Assert.Equal(before, after);
    }

    private static ProfileAnalysis Analysis(int importLine, int setupLine)
    {
        var builder = new RecordingBuilder().Event("e");
        builder.Load("heavy", line: importLine, ms: 40);
        builder.Load("own_setup", line: 2, ms: 60);
        builder.Used("own_setup", "f", "e");
        for (var i = 0; i < 4; i++)
        {
            builder.Sample("init", -1, 40, 40, false, (RecordingBuilder.FileOf("own_setup"), "<module>", setupLine), ("/srv/site/models.py", "load", 5));
        }

        return ProfileAnalyzer.Analyze(builder.Build(), FindingThresholds.Default);
    }

    private static JsonNode Log(ProfileAnalysis analysis)
    {
        using var stream = new MemoryStream();
        SarifExport.Write(stream, analysis);
        return JsonNode.Parse(stream.ToArray())!;
    }

    private static IReadOnlyList<JsonNode> Results(JsonNode log) => [.. log["runs"]![0]!["results"]!.AsArray().Select(result => result!)];

    private static string[] Fingerprints(ProfileAnalysis analysis) =>
        [.. Results(Log(analysis)).Select(result => (string)result["partialFingerprints"]!["thawFinding/v1"]!)];

    private static string Text(JsonNode result, string name) =>
        result[name] is JsonObject message ? (string)message["text"]! : (string)result[name]!;

    private static string? Uri(JsonNode result) => (string?)result["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"];

    private static int? Line(JsonNode result) => (int?)result["locations"]![0]!["physicalLocation"]!["region"]!["startLine"];
}
