using Thaw.Profiling.Analysis;
using Thaw.Profiling.Exports;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Tests.Analysis;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.Exports;

public sealed class OpenMetricsExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("deb.python3-prometheus-client")]
    public void The_text_is_read_back_by_the_reference_parser()
    {
        var lines = PythonScript.Run(
            """
            import sys
            from prometheus_client.openmetrics.parser import text_string_to_metric_families
            for family in text_string_to_metric_families(open(sys.argv[1], encoding="utf-8").read()):
                assert family.documentation, family.name
                for sample in family.samples:
                    labels = {k: v for k, v in sample.labels.items() if k not in ("function", "python")}
                    print(family.type, family.unit or "-", sample.name, labels, sample.value)
            """,
            _folder.Write("metrics", Text("heavy"))).Split('\n');

        Assert.Contains("gauge seconds thaw_cold_start_seconds {'stat': 'median'} 0.0585", lines);
        Assert.Contains("gauge seconds thaw_cold_start_phase_seconds {'phase': 'init', 'stat': 'median'} 0.0455", lines);
        Assert.Contains("gauge bytes thaw_memory_bytes {'kind': 'peak_rss', 'stat': 'median'} 60000000", lines);
        Assert.Contains(lines, line => line.StartsWith("gauge seconds thaw_finding_saving_seconds {'id': 'C1-", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("info - thaw_profile_info {'target': 'handler.handler'", StringComparison.Ordinal));
    }

    [Fact]
    public void Labels_with_quotes_and_line_breaks_stay_on_their_line()
    {
        var text = Text("a\"b\\c\nd");

        Assert.Contains(@"library=""a\""b\\c\nd""", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(@"^(# (TYPE|UNIT|HELP|EOF)|thaw_\w+\{.*\} \S+$)", line));
    }

    private static string Text(string library)
    {
        var builder = new RecordingBuilder().Event("e");
        builder.Load("heavy", ms: 40, library: library);
        using var text = new StringWriter();
        OpenMetricsExport.Write(text, ProfileAnalyzer.Analyze(builder.Build(), FindingThresholds.Default));
        return text.ToString();
    }
}
