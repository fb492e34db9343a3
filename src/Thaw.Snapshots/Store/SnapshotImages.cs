using Thaw.Criu.Images.Pages;
using Thaw.Criu.Images.Tasks;
using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Store;

/// <summary>Makes a snapshot's images of what CRIU wrote.</summary>
internal static class SnapshotImages
{
    /// <summary>Moves the images; logs, sockets and figures about the capture stay behind.</summary>
    /// <exception cref="SnapshotException">There is something that no restore could read.</exception>
    public static void TakeOver(string from, string to)
    {
        Directory.CreateDirectory(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in new DirectoryInfo(from).EnumerateFiles().Where(IsKept).ToList())
        {
            if (!ManifestFormat.FileName.IsMatch(file.Name))
                throw new SnapshotException($"{file.FullName}: no file of a snapshot is called so");
            file.MoveTo(Path.Combine(to, file.Name));
        }
    }

    /// <summary>Compacts the images and says what they are.</summary>
    public static SnapshotManifest Describe(string images, SnapshotDraft draft, SnapshotUse? parent, DateTimeOffset now)
    {
        _ = InventoryImage.Read(images);
        var processes = ProcessTree.Read(images);
        var pages = new SnapshotPages(0, 0, 0);
        foreach (var process in processes)
            pages = Compact(images, process.Pid, parent, pages);
        return new SnapshotManifest
        {
            CreatedUtc = now,
            SavedMs = draft.SavedMs,
            Subject = draft.Subject,
            // One that shares nothing does not depend on it.
            Parent = pages.InParent > 0 ? parent!.Manifest.Id : null,
            Pid = processes[0].Pid,
            Machine = SnapshotMachine.Current,
            Software = draft.Software,
            Libraries = [.. draft.Libraries.OrderBy(library => library.Key, StringComparer.Ordinal).Select(library => Describe(library.Key, library.Value))],
            Pages = pages,
            Files = [.. Directory.EnumerateFiles(images).Order(StringComparer.Ordinal).Select(FileChecksums.Of)],
        };
    }

    private static SnapshotPages Compact(string images, uint pid, SnapshotUse? parent, SnapshotPages before)
    {
        // CRIU looks for a parent's pages under the same pid. One that has a parent itself shares nothing, so that no chain is longer than two.
        var isUseful = parent is { Parent: null } && parent.Manifest.Pid == pid;
        var result = PageCompaction.Compact(images, pid, isUseful ? parent!.Images : null);
        return new SnapshotPages(before.Stored + result.Stored, before.Zero + result.Zero, before.InParent + result.InParent);
    }

    private static SnapshotLibrary Describe(string path, string place) => new(path, new FileInfo(place).Length, FileChecksums.OfWhole(place));

    private static bool IsKept(FileInfo file) =>
        (file.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) == 0
        && file.Extension is not (".log" or ".pid" or ".socket")
        && !file.Name.StartsWith("stats-", StringComparison.Ordinal)
        && file.Name[0] != '.';
}
