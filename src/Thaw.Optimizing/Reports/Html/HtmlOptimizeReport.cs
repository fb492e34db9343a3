using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Profiling.Reports.Html;

namespace Thaw.Optimizing.Reports.Html;

/// <summary>Writes what an optimisation came to as one HTML file that needs nothing else, as <see cref="HtmlReport"/> does for a profile.</summary>
public static class HtmlOptimizeReport
{
    private static readonly PageTemplate Page = new(typeof(HtmlOptimizeReport).Assembly, "Thaw.Optimizing.Reports.Html.optimize.html");
    private static readonly OptimizePageJson Context = new(PageTemplate.CreateJsonOptions());

    /// <summary>Writes the page as UTF-8 and leaves the stream open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="report">What to show.</param>
    public static void Write(Stream stream, OptimizeReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(report);
        // Pages are shared: where the package lies on this machine is nobody's business.
        var shown = report with { Package = report.Package is { } folder ? Path.GetFileName(folder) : null };
        Page.Write(stream, $"{report.Function}: before and after", data => JsonSerializer.Serialize(data, shown, Context.OptimizeReport));
    }
}

[JsonSerializable(typeof(OptimizeReport))]
internal sealed partial class OptimizePageJson : JsonSerializerContext;
