using System.Text.Json;
using Thaw.Profiling.Reports.Html;

namespace Thaw.Profiling.Comparing;

/// <summary>Writes a comparison as one HTML file that needs nothing else, as <see cref="HtmlReport"/> does for a profile.</summary>
public static class HtmlDiff
{
    private static readonly PageTemplate Page = new("diff");
    private static readonly DiffJson Context = new(PageJson.CreateOptions());

    /// <summary>Writes the page as UTF-8 and leaves the stream open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="diff">What to show.</param>
    public static void Write(Stream stream, ProfileDiff diff)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(diff);
        Page.Write(stream, $"{diff.After.Function}: what changed", data => JsonSerializer.Serialize(data, diff, Context.ProfileDiff));
    }
}
