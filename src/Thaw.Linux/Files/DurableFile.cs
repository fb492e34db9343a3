using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Thaw.Linux.Native;

namespace Thaw.Linux.Files;

/// <summary>
/// Files and folders that appear under their name only when they are whole and on the disk: a reader, or a machine
/// that lost its power, sees the old state or the new one.
/// </summary>
public static class DurableFile
{
    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;
    private const uint Exchange = 2;

    /// <summary>Writes a file under a temporary name beside it, syncs it, and renames it over <paramref name="path"/>.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content. When it throws, nothing is left behind.</param>
    public static void WriteAtomically(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var target = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(target) ?? throw new IOException($"{path} is not a file's path");
        var temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{RandomNumberGenerator.GetHexString(8, true)}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        SyncFolder(folder);
    }

    /// <summary>Syncs a finished folder with all that it holds and gives it its final name.</summary>
    /// <param name="from">The folder under its temporary name, on the same file system.</param>
    /// <param name="to">The final name.</param>
    /// <exception cref="IOException">Something of that name exists, or the rename failed.</exception>
    public static void RenameFolder(string from, string to)
    {
        SyncTree(from);
        if (LibC.RenameAt(CurrentFolder, from, CurrentFolder, to, NoReplace) == -1)
            RenameWithoutFlag(from, to, Marshal.GetLastPInvokeError());
        SyncFolder(ParentOf(to));
    }

    /// <summary>Syncs a finished folder and swaps it with the one that holds its final name, in one step.</summary>
    /// <param name="from">The new content; the old content is here afterwards, for the caller to delete.</param>
    /// <param name="to">The final name; must exist.</param>
    public static void ExchangeFolders(string from, string to)
    {
        SyncTree(from);
        if (LibC.RenameAt(CurrentFolder, from, CurrentFolder, to, Exchange) == -1)
            throw Errno.LastAsException($"cannot exchange {from} and {to}");
        SyncFolder(ParentOf(to));
    }

    /// <summary>Puts a folder's entries (names, not contents) on the disk.</summary>
    public static void SyncFolder(string folder)
    {
        using var handle = Descriptors.Open(folder, Descriptors.ReadOnly);
        // Some file systems cannot sync a folder and say EINVAL; then there is nothing more to be had.
        if (LibC.FileSync(handle) == -1 && Marshal.GetLastPInvokeError() != Errno.InvalidArgument)
            throw Errno.LastAsException($"cannot sync {folder}");
    }

    private static void RenameWithoutFlag(string from, string to, int errno)
    {
        if (errno is Errno.Exists or Errno.NotEmpty)
            throw new IOException($"cannot rename {from} to {to}: it exists already", errno);
        if (errno is not (Errno.InvalidArgument or Errno.NotImplemented))
            throw new IOException($"cannot rename {from} to {to}: {Errno.Describe(errno)}", errno);
        // A file system without the flag: rename(2) itself refuses to replace a folder that holds something.
        if (LibC.RenameAt(CurrentFolder, from, CurrentFolder, to, 0) == -1)
            throw Errno.LastAsException($"cannot rename {from} to {to}");
    }

    private static void SyncTree(string folder)
    {
        // Links are not followed: what they point to is not part of the tree.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(folder, "*", options))
            SyncContent(file);
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", options))
            SyncFolder(inner);
        SyncFolder(folder);
    }

    private static void SyncContent(string file)
    {
        // Without O_NONBLOCK a named pipe in the tree would wait for a writer.
        using var handle = Descriptors.Open(file, Descriptors.ReadOnly | Descriptors.NonBlocking);
        if (LibC.FileSync(handle) == -1 && Marshal.GetLastPInvokeError() != Errno.InvalidArgument)
            throw Errno.LastAsException($"cannot sync {file}");
    }

    private static string ParentOf(string path) =>
        Path.GetDirectoryName(Path.GetFullPath(path).TrimEnd('/')) ?? "/";
}
