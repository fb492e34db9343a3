using Thaw.Linux.Files;

namespace Thaw.Hosting.Libraries;

/// <summary>What the stores of code, libraries and layers do to folders.</summary>
internal static class StoreFolder
{
    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Search = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Lets everybody read what is in a folder: the function's uid is not the owner, and nobody else gets to the folder.</summary>
    public static void OpenToReaders(string folder)
    {
        File.SetUnixFileMode(folder, Read | Search | UnixFileMode.UserWrite);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
        {
            if (entry is DirectoryInfo)
            {
                OpenToReaders(entry.FullName);
                continue;
            }
            var executable = (entry.UnixFileMode & UnixFileMode.UserExecute) != 0;
            entry.UnixFileMode = Read | UnixFileMode.UserWrite | (executable ? Search : 0);
        }
    }

    /// <summary>The same for the folders alone: their files are names of what is open already.</summary>
    public static void OpenFolders(string folder)
    {
        File.SetUnixFileMode(folder, Read | Search | UnixFileMode.UserWrite);
        foreach (var inner in new DirectoryInfo(folder).EnumerateDirectories().Where(inner => inner.LinkTarget is null))
            OpenFolders(inner.FullName);
    }

    /// <summary>Gives a finished folder its name; what has that name goes.</summary>
    public static void PutInPlace(string temporary, string folder)
    {
        if (!Directory.Exists(folder))
        {
            try
            {
                DurableFile.RenameFolder(temporary, folder);
                return;
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // Another thread made the same meanwhile.
            }
        }
        DurableFile.ExchangeFolders(temporary, folder);
    }

    /// <summary>Removes a folder in such a way that nobody finds half of it under its name.</summary>
    public static void Remove(string folder)
    {
        var gone = Path.Combine(Path.GetDirectoryName(folder)!, $".{Path.GetFileName(folder)}.tmp");
        if (Directory.Exists(gone))
            Directory.Delete(gone, recursive: true);
        Directory.Move(folder, gone);
        Directory.Delete(gone, recursive: true);
    }
}
