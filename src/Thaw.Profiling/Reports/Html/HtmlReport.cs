using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thaw.Profiling.Analysis;

namespace Thaw.Profiling.Reports.Html;

/// <summary>Writes an analysis as one HTML file that needs nothing else: no network, no other file, no server.</summary>
/// <remarks>
/// The page itself is built from <c>src/Thaw.Report.Web</c> by <c>eng/build-report</c> and embedded; its policy lets no
/// script but its own run. What comes from the recording goes in as JSON whose every character that HTML could take
/// for markup is escaped, so no file or module name can end the element that holds it.
/// </remarks>
public static class HtmlReport
{
    private const string TitleMark = "{{title}}";
    private const string DataMark = "{{data}}";

    private static readonly Lazy<string> LazyPage = new(ReadPage);

    /// <summary>Writes the page as UTF-8 and leaves the stream open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="analysis">What to show; passes that failed leave their part of the page out.</param>
    public static void Write(Stream stream, ProfileAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(analysis);
        var page = LazyPage.Value.AsSpan();
        var title = page.IndexOf(TitleMark);
        var data = page.IndexOf(DataMark);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.Write(page[..title]);
        writer.Write(HtmlEncoder.Default.Encode($"{analysis.Recording.Manifest.Function.Name}: cold start"));
        writer.Write(page[(title + TitleMark.Length)..data]);
        writer.Flush();
        JsonSerializer.Serialize(stream, PageBuilder.Build(analysis), PageJson.Context.PageData);
        writer.Write(page[(data + DataMark.Length)..]);
    }

    private static string ReadPage()
    {
        using var resource = typeof(HtmlReport).Assembly.GetManifestResourceStream("Thaw.Profiling.Reports.Html.report.html")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
