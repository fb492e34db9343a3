using System.Text.Json;
using Thaw.Profiling.Analysis;

namespace Thaw.Profiling.Reports.Html;

/// <summary>Writes an analysis as one HTML file that needs nothing else: no network, no other file, no server.</summary>
/// <remarks>
/// What comes from the recording goes in as JSON whose every character that HTML could take for markup is escaped, so no
/// file or module name can end the element that holds it.
/// </remarks>
public static class HtmlReport
{
    private static readonly PageTemplate Page = new("report");

    /// <summary>Writes the page as UTF-8 and leaves the stream open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="analysis">What to show; passes that failed leave their part of the page out.</param>
    public static void Write(Stream stream, ProfileAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(analysis);
        Page.Write(
            stream, $"{analysis.Recording.Manifest.Function.Name}: cold start",
            data => JsonSerializer.Serialize(data, PageBuilder.Build(analysis), PageJson.Context.PageData));
    }
}
