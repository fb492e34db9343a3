using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Thaw.Profiling.Reports.Html;

/// <summary>A page that <c>eng/build-report</c> built from <c>src/Thaw.Report.Web</c>, with places for a title and for data.</summary>
/// <param name="assembly">The assembly that holds the file.</param>
/// <param name="resource">Its name there.</param>
/// <remarks>The page's policy lets no script but its own run. May be used from several threads.</remarks>
public sealed class PageTemplate(Assembly assembly, string resource)
{
    private const string TitleMark = "{{title}}";
    private const string DataMark = "{{data}}";

    private readonly Lazy<string> _page = new(() => Read(assembly, resource));

    /// <summary>One of this project's pages.</summary>
    /// <param name="name">The file's name, without <c>.html</c>.</param>
    internal PageTemplate(string name)
        : this(typeof(PageTemplate).Assembly, $"Thaw.Profiling.Reports.Html.{name}.html")
    {
    }

    /// <summary>How data of pages is written: compact, three decimals, nothing that HTML could take for markup.</summary>
    public static JsonSerializerOptions CreateJsonOptions() => PageJson.CreateOptions();

    /// <summary>Writes the page as UTF-8 and leaves the stream open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="title">The window's title, as plain text.</param>
    /// <param name="writeData">Writes JSON in which everything that HTML could take for markup is escaped.</param>
    public void Write(Stream stream, string title, Action<Stream> writeData)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(writeData);
        var page = _page.Value.AsSpan();
        var titleAt = page.IndexOf(TitleMark);
        var dataAt = page.IndexOf(DataMark);
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        writer.Write(page[..titleAt]);
        writer.Write(HtmlEncoder.Default.Encode(title));
        writer.Write(page[(titleAt + TitleMark.Length)..dataAt]);
        writer.Flush();
        writeData(stream);
        writer.Write(page[(dataAt + DataMark.Length)..]);
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
