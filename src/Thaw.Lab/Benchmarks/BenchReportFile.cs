using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Profiling.Reports.Html;

namespace Thaw.Lab.Benchmarks;

/// <summary>Writes what a benchmark found.</summary>
public static class BenchReportFile
{
    private static readonly PageTemplate Page = new(typeof(BenchReportFile).Assembly, "Thaw.Lab.Benchmarks.Html.bench.html");
    private static readonly BenchJson PageContext = new(PageTemplate.CreateJsonOptions());

    /// <summary>The report as indented JSON.</summary>
    public static string ToText(BenchReport report) => JsonSerializer.Serialize(report, BenchJson.Readable.BenchReport);

    /// <summary>Writes it as one HTML file that needs nothing else, as UTF-8; leaves the stream open.</summary>
    public static void WritePage(Stream stream, BenchReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Page.Write(stream, $"{report.Function}: ways to start", data => JsonSerializer.Serialize(data, report, PageContext.BenchReport));
    }
}

/// <summary>How reports are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext
{
    /// <summary>Without escapes for what is no danger outside of web pages.</summary>
    public static BenchJson Readable => field ??= new BenchJson(new JsonSerializerOptions(Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
