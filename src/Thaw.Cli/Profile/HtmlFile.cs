using Spectre.Console;
using Thaw.Cli.Terminal;
using Thaw.Linux.Files;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Reports.Html;

namespace Thaw.Cli.Profile;

/// <summary>Writes the page of <c>--html</c>, whole or not at all.</summary>
internal static class HtmlFile
{
    /// <summary>Writes it and says on stderr where it is.</summary>
    public static void Write(string path, ProfileAnalysis analysis)
    {
        DurableFile.WriteAtomically(path, stream => HtmlReport.Write(stream, analysis));
        Screen.Error.MarkupLineInterpolated($"[dim]Page: {path}  ({new FileInfo(path).Length / 1000} kB)[/]");
    }
}
