using Thaw.Criu.Images;
using Thaw.Criu.Images.Tasks;
using Thaw.Linux.Files;
using Thaw.Linux.Ownership;
using Thaw.Snapshots.Capture;

namespace Thaw.Snapshots.Restore;

/// <summary>The image folder of one restore: further names of the snapshot's files, and its own of the one that says whose process it is.</summary>
internal static class InstanceImages
{
    /// <summary>Makes it.</summary>
    /// <param name="ledger">Owns it.</param>
    /// <param name="folder">The snapshot's; the new one is on the same file system, beside it.</param>
    /// <param name="captured">What was captured.</param>
    /// <param name="user">Whose process it becomes.</param>
    /// <param name="parent">The images whose pages it shares; null when it has all of its own.</param>
    public static OwnedFolder Create(OwnershipLedger ledger, string folder, CapturedProcess captured, uint user, string? parent)
    {
        var own = ledger.CreateOwnedFolder("restore", Path.GetDirectoryName(folder));
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.img"))
            {
                if (user != captured.UserId && IsOfThread(file))
                    Copy(file, Path.Combine(own.Path, Path.GetFileName(file)), user);
                else
                    HardLink.Create(file, Path.Combine(own.Path, Path.GetFileName(file)));
            }
            if (parent is not null)
                LinkPages(parent, Directory.CreateDirectory(Path.Combine(own.Path, "parent")).FullName);
            return own;
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    // CRIU and pagers look for a parent's pages in that folder, and for nothing else of it.
    private static void LinkPages(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "page*.img"))
            HardLink.Create(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static bool IsOfThread(string file) => Path.GetFileName(file).StartsWith("core-", StringComparison.Ordinal);

    private static void Copy(string file, string copy, uint user)
    {
        using var reader = ImageRecordReader.Open(file, ImageKind.Core);
        using var stream = new FileStream(copy, FileMode.CreateNew, FileAccess.Write);
        CoreImage.CopyFor(reader, stream, user, user);
    }
}
