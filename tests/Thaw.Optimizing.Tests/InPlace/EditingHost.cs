using Thaw.Optimizing.InPlace;

namespace Thaw.Optimizing.Tests.InPlace;

/// <summary>A Thaw process to be killed: <c>dotnet Thaw.Optimizing.Tests.dll ROOT HOME</c> edits every source in ROOT in place.</summary>
internal static class EditingHost
{
    /// <summary>What becomes of a source.</summary>
    public static byte[] Edited(byte[] source) => [.. source, .. "# edited\n"u8];

    public static int Main(string[] arguments)
    {
        EditedFile[] files =
        [
            .. Directory.EnumerateFiles(arguments[0], "*.py").Order(StringComparer.Ordinal)
                .Select(path => (Path: path, Text: File.ReadAllBytes(path))).Select(file => new EditedFile(file.Path, file.Text, Edited(file.Text))),
        ];
        InPlaceEdits.Of(arguments[0], arguments[1]).Write(files);
        return 0;
    }
}
