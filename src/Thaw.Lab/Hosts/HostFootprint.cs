using System.Globalization;
using System.Text.RegularExpressions;
using Thaw.Linux.Processes;

namespace Thaw.Lab.Hosts;

/// <summary>What a host holds of the machine.</summary>
/// <param name="MemoryBytes">Memory of the host and all that descends from it: of shared pages their part (PSS), bytes.</param>
/// <param name="Descriptors">Open descriptors of the host.</param>
/// <param name="Processes">Processes that descend from it.</param>
/// <param name="Mounts">Mounts that it and its launcher see.</param>
/// <param name="Groups">Control groups for its sandboxes.</param>
internal sealed partial record HostFootprint(long MemoryBytes, int Descriptors, int Processes, int Mounts, int Groups)
{
    // Bookkeeping of connections, timers and the file of a log come and go.
    private const int DescriptorsOfChance = 8;
    private const long BytesOfChance = 16 << 20;

    /// <summary>Reads it now.</summary>
    public static HostFootprint Read(int host)
    {
        var tree = Tree(host);
        var own = tree.Where(each => each.Pid == host || each.ParentPid == host).Select(each => each.Pid).ToList();
        return new HostFootprint(
            tree.Sum(each => ProcessMemory.ProportionalBytes(each.Pid) ?? 0), Directory.GetFileSystemEntries($"/proc/{host}/fd").Length, tree.Count - 1,
            own.Sum(Mounted), GroupsOf(tree).Count);
    }

    /// <summary>Reads it when instances that are kept for a second have ended, and connections and timers have gone; takes 15 s.</summary>
    public static HostFootprint Settled(int host, CancellationToken cancellation)
    {
        var lowest = Read(host);
        return Waiting.Until(
            () =>
            {
                var now = Read(host);
                // A collection of garbage is due at any time: the lowest counts.
                lowest = now with { MemoryBytes = Math.Min(now.MemoryBytes, lowest.MemoryBytes) };
                return lowest;
            },
            // Never early.
            _ => false, cancellation);
    }

    /// <summary>The host and all that descends from it, the host first.</summary>
    public static IReadOnlyList<ProcessStat> Tree(int host)
    {
        var all = ProcessStat.ReadAll().ToLookup(each => each.ParentPid);
        var found = new List<ProcessStat>();
        if (ProcessStat.Read(host) is { } root)
            found.Add(root);
        for (var i = 0; i < found.Count; i++)
            found.AddRange(all[found[i].Pid]);
        return found;
    }

    /// <summary>The control groups in which processes of a host are that has sandboxes, and those beside them.</summary>
    public static IReadOnlyList<string> GroupsOf(IEnumerable<ProcessStat> tree)
    {
        var names = tree.SelectMany(each => Lines($"/proc/{each.Pid}/cgroup")).Select(line => Folder().Match(line))
            .Where(match => match.Success).Select(match => match.Value).Distinct();
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        return [.. names.SelectMany(name => Directory.EnumerateDirectories("/sys/fs/cgroup", name, options))
            .SelectMany(folder => Directory.EnumerateDirectories(folder))];
    }

    /// <summary>What of it is more than before, by name; chance allowed for.</summary>
    public IReadOnlyList<string> Leaks(HostFootprint before)
    {
        ArgumentNullException.ThrowIfNull(before);
        (string Name, long Before, long Now, long Chance)[] all =
        [
            ("memory", before.MemoryBytes, MemoryBytes, BytesOfChance), ("descriptors", before.Descriptors, Descriptors, DescriptorsOfChance),
            ("processes", before.Processes, Processes, 0), ("mounts", before.Mounts, Mounts, 0), ("control groups", before.Groups, Groups, 0),
        ];
        return [.. all.Where(each => each.Now > each.Before + each.Chance)
            .Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Name}: {each.Before} before, {each.Now} after"))];
    }

    private static int Mounted(int pid) => Lines($"/proc/{pid}/mountinfo").Length;

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            // The process has ended.
            return [];
        }
    }

    [GeneratedRegex("thaw-sandboxes-[0-9a-f]+")]
    private static partial Regex Folder();
}
