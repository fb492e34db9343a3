using Spectre.Console;
using Thaw.Cli.Terminal;
using Thaw.Linux.Files;

namespace Thaw.Cli.Profile;

/// <summary>Writes the page of <c>--html</c>, whole or not at all.</summary>
internal static class HtmlFile
{
    /// <summary>Writes it and says on stderr where it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the page.</param>
    public static void Write(string path, Action<Stream> write)
    {
        DurableFile.WriteAtomically(path, write);
        Screen.Error.MarkupLineInterpolated($"[dim]Page: {path}  ({new FileInfo(path).Length / 1000} kB)[/]");
    }
}
