using System.Text.Json;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Reports;
using Thaw.Profiling.Tests.Analysis;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.Reports;

public class ProfileReportTests
{
    private const string Validate =
        """
        import json, sys, jsonschema
        schema, report = (json.load(open(path)) for path in sys.argv[1:])
        jsonschema.Draft202012Validator.check_schema(schema)
        for error in jsonschema.Draft202012Validator(schema).iter_errors(report):
            print(list(error.path), error.message)
        """;

    [RequiresFact("deb.python3-jsonschema")]
    public void The_report_is_what_its_published_schema_says()
    {
        using var folder = new TemporaryFolder();
        foreach (var recording in new[] { Rich(), new RecordingBuilder() })
        {
            var report = folder.Write("report.json", Text(recording));
            Assert.Equal("", Python(Validate, Repository.PathOf("docs/schemas/profile.schema.json"), report));
        }
    }

    [RequiresFact("deb.python3-jsonschema")]
    public void A_recording_without_its_passes_still_makes_a_valid_report()
    {
        using var folder = new TemporaryFolder();
        var bare = Rich().Build() with { Imports = null, Samples = null, Usage = null, Baseline = new([]) };
        var text = ProfileReportJson.ToText(ProfileReportBuilder.Build(ProfileAnalyzer.Analyze(bare, FindingThresholds.Default)));
        Assert.Equal("", Python(Validate, Repository.PathOf("docs/schemas/profile.schema.json"), folder.Write("report.json", text)));
    }

    [Fact]
    public void The_report_begins_with_its_schema_and_is_the_same_every_time()
    {
        var text = Text(Rich());
        Assert.StartsWith("{\n  \"schema\": \"thaw.profile\",\n  \"version\": 1,\n", text, StringComparison.Ordinal);
        Assert.Equal(text, Text(Rich()));
        using var document = JsonDocument.Parse(text);
        var finding = document.RootElement.GetProperty("findings")[0];
        Assert.Equal("big", finding.GetProperty("target").GetString());
        Assert.Equal(3, finding.GetProperty("importedAt").GetProperty("line").GetInt32());
        Assert.False(finding.TryGetProperty("cuts", out _));
    }

    [Fact]
    public void Paths_are_shown_relative_to_the_function_or_the_library()
    {
        var recording = Rich().Build();
        var paths = new DisplayPaths(recording);
        Assert.Equal("handler.py:3", paths.At("/srv/fn/handler.py", 3));
        Assert.Equal("big/core.py", paths["/srv/site/big/core.py"]);
        Assert.Equal("json/decoder.py", paths["/usr/lib/python3.11/json/decoder.py"]);
        Assert.Equal("idna/core.py", paths["/venv/lib/python3.11/site-packages/idna/core.py"]);
        Assert.Equal("/elsewhere/x.py", paths["/elsewhere/x.py"]);
    }

    private static RecordingBuilder Rich()
    {
        var recording = new RecordingBuilder { CollectorMs = 3 }.Event("often", 9).Event("rare", 1).Event("secret", 1, holdout: true);
        var big = recording.Load("big", line: 3, ms: 40);
        recording.Load("big.core", by: big, line: 9, ms: 20);
        recording.Load("plots", line: 4, ms: 30);
        recording.LoadByC("hidden", -1, 5);
        recording.Used("plots", "draw", "rare").UsedNative("hidden", "f", "often");
        return recording
            .Sample("init", -1, 40, 30, true, ("/srv/fn/handler.py", "<module>", 12), ("/srv/site/plots.py", "setup", 3))
            .Sample("invoke", 0, 10, 10, false, ("/srv/fn/handler.py", "handler", 20));
    }

    private static string Text(RecordingBuilder recording) =>
        ProfileReportJson.ToText(ProfileReportBuilder.Build(ProfileAnalyzer.Analyze(recording.Build(), FindingThresholds.Default)));

    private static string Python(string code, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("/usr/bin/python3") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", code }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        using var python = System.Diagnostics.Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        return (output + errors.Result).Trim();
    }
}
