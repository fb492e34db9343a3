namespace Thaw.Optimizing.Packaging;

/// <summary>Copies a function's code, without what Python or a tool can make again.</summary>
internal static class CodeCopy
{
    private static readonly string[] Left = ["__pycache__", ".git", ".hg", ".svn", ".mypy_cache", ".pytest_cache", ".ruff_cache"];

    /// <summary>Copies the folder's content; links are copied as links, times of files are kept.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo folder)
            {
                CopyFolder(folder, target);
            }
            else if (entry.Name != PackageManifest.FileName && IsRegular(entry))
            {
                File.Copy(entry.FullName, target);
            }
        }
    }

    private static void CopyFolder(DirectoryInfo folder, string target)
    {
        var isMadeAgain = Left.Contains(folder.Name)
            || File.Exists(Path.Combine(folder.FullName, "pyvenv.cfg"))
            || File.Exists(Path.Combine(folder.FullName, PackageManifest.FileName));
        if (!isMadeAgain)
        {
            Directory.CreateDirectory(target, File.GetUnixFileMode(folder.FullName) | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Copy(folder.FullName, target);
        }
    }

    /// <summary>A socket or a pipe that a run left behind is no code.</summary>
    private static bool IsRegular(FileSystemInfo entry) => (entry.Attributes & (FileAttributes.Device | FileAttributes.System)) == 0 && ((FileInfo)entry).Length >= 0;
}
