using Thaw.Linux.Files;
using Thaw.Linux.Ownership;

namespace Thaw.Optimizing.Packaging;

/// <summary>Puts a package where it belongs: an interruption at any point leaves the old one or the new one.</summary>
internal static class PackagePlace
{
    /// <summary>Throws unless the folder is absent, empty, or a package of ours, which may be replaced.</summary>
    /// <exception cref="PackageException">It is something else.</exception>
    public static void CheckReplaceable(string folder)
    {
        if (File.Exists(folder))
            throw new PackageException($"{folder}: is a file; name a folder for the package");
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
            return;
        if (!File.Exists(Path.Combine(folder, PackageManifest.FileName)))
            throw new PackageException($"{folder}: is not empty and no package of thaw's; name another folder with --out");
        PackageManifest.Read(folder);
    }

    /// <summary>Makes a folder in a hidden place beside the final one and moves it there in one step.</summary>
    /// <param name="folder">The final folder, absolute.</param>
    /// <param name="fill">Writes the content into the folder that it is given.</param>
    /// <exception cref="PackageException">The folder is not ours, or can't be written.</exception>
    public static void Write(string folder, Action<string> fill)
    {
        CheckReplaceable(folder);
        var parent = Path.GetDirectoryName(folder) ?? throw new PackageException($"{folder}: can't be the folder of a package");
        try
        {
            Directory.CreateDirectory(parent);
            using var ledger = OwnershipLedger.Open(StateFolder.Default);
            using var work = ledger.CreateOwnedFolder("package", parent);
            // Inside the owned folder, so that what is left after the exchange goes with it.
            var made = Directory.CreateDirectory(Path.Combine(work.Path, Path.GetFileName(folder))).FullName;
            fill(made);
            MoveIntoPlace(made, folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PackageException($"{folder}: can't be written: {error.Message}", error);
        }
    }

    private static void MoveIntoPlace(string made, string folder)
    {
        if (Directory.Exists(folder))
        {
            DurableFile.ExchangeFolders(made, folder);
        }
        else
        {
            DurableFile.RenameFolder(made, folder);
        }
    }
}
