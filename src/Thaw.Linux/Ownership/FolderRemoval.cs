using System.Text.RegularExpressions;
using Thaw.Linux.Processes;

namespace Thaw.Linux.Ownership;

/// <summary>Deletes owned folders, control groups among them, and nothing beyond: neither what links point to nor what is mounted in them.</summary>
internal static partial class FolderRemoval
{
    /// <summary>The names that owned folders have; anything else in a ledger is not ours to delete.</summary>
    [GeneratedRegex("^/.*/thaw-[a-z0-9-]+-[0-9a-f]{16}$", RegexOptions.Singleline)]
    public static partial Regex OwnedPath { get; }

    /// <summary>The file of a control group of version 2 by which it is frozen.</summary>
    public const string FreezeFile = "cgroup.freeze";

    /// <summary>Deletes the folder if it exists.</summary>
    /// <exception cref="IOException">It holds a mount, or something in it cannot be deleted.</exception>
    public static void Remove(string path)
    {
        if (new DirectoryInfo(path) is not { Exists: true, LinkTarget: null })
            return;
        if (IsGroup(path))
        {
            RemoveGroups(path);
            return;
        }
        if (MountsUnder(path).FirstOrDefault() is { } mount)
            throw new IOException($"{path} holds a mount; run: umount {mount}");
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            DeleteAfterOpening(path);
        }
    }

    /// <summary>The mount points in a folder or at it, from the list of this process's mount namespace.</summary>
    internal static IEnumerable<string> MountsUnder(string path) =>
        File.ReadLines("/proc/self/mountinfo")
            .Select(line => Unescape(line.Split(' ')[4]))
            .Where(mount => mount == path || mount.StartsWith(path + "/", StringComparison.Ordinal));

    /// <summary>The file alone does not tell: a function may have written one of that name into a folder.</summary>
    private static bool IsGroup(string path) =>
        File.Exists(Path.Combine(path, "cgroup.procs")) && new DriveInfo(path).DriveFormat.StartsWith("cgroup", StringComparison.Ordinal);

    /// <summary>
    /// Control groups go by rmdir alone, the innermost first; the kernel's files in them are no entries to delete. One
    /// that processes have just left may be busy for another moment.
    /// </summary>
    private static void RemoveGroups(string path)
    {
        foreach (var inner in Directory.EnumerateDirectories(path))
            RemoveGroups(inner);
        Thaw(path);
        var deadline = MonotonicClock.NowNs + 5_000_000_000;
        while (true)
        {
            try
            {
                Directory.Delete(path);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (MonotonicClock.NowNs < deadline)
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>What stands still in a group cannot notice that its host is gone, and end.</summary>
    private static void Thaw(string group)
    {
        try
        {
            if (Path.Combine(group, FreezeFile) is var file && File.Exists(file))
                File.WriteAllText(file, "0");
        }
        catch (IOException)
        {
            // Somebody else, such as the guardian, removed it meanwhile.
        }
    }

    /// <summary>Who is not root cannot empty a folder without write permission, which functions may leave behind.</summary>
    private static void DeleteAfterOpening(string path)
    {
        try
        {
            OpenFolders(new DirectoryInfo(path));
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else, such as the guardian, deleted it meanwhile: that was the aim.
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new IOException($"cannot delete {path}: {denied.Message}", denied);
        }
    }

    private static void OpenFolders(DirectoryInfo folder)
    {
        folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var inner in folder.EnumerateDirectories().Where(inner => inner.LinkTarget is null))
            OpenFolders(inner);
    }

    /// <summary>The kernel writes space, tab, newline and backslash as three octal digits.</summary>
    private static string Unescape(string field) =>
        Octal.Replace(field, match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString());

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal { get; }
}
