namespace Thaw.Linux.Capabilities;

/// <summary>Control groups: which version, and below which controllers this user can make groups, by making one.</summary>
internal static class CgroupCapability
{
    public static Capability Create() => new(
        "cgroups", CapabilityGroups.Isolation, "memory and CPU limits of instances", () =>
            Attempt("/proc/self/mountinfo", "/proc/self/cgroup"));

    /// <summary>Groups of version 2, which alone can be frozen and killed nevertheless.</summary>
    public static Capability CreateFreezing() => new(
        "freezing", CapabilityGroups.Isolation, "idle instances that take no processor time", () =>
            AttemptFreezing("/proc/self/mountinfo", "/proc/self/cgroup"));

    internal static Finding AttemptFreezing(string mountInfoPath, string ownGroupsPath)
    {
        var own = File.ReadAllLines(ownGroupsPath);
        var mounts = File.ReadLines(mountInfoPath).Select(CgroupMount.Parse).OfType<CgroupMount>().Where(mount => mount.IsVersion2).ToList();
        return mounts.Any(mount => mount.OwnFolder(own) is { } group && (CgroupMount.CanMakeGroup(mount.Path) || CgroupMount.CanMakeGroup(group.Path)))
            ? Finding.Present("by control groups of version 2")
            : Finding.Absent(
                mounts.Count == 0 ? "no control groups of version 2 are mounted" : "no group can be made in version 2",
                mounts.Count == 0 ? "mount -t cgroup2 none /sys/fs/cgroup/unified" : "run Thaw as root");
    }

    /// <summary>The same for any pair of files, so that other machines' can be judged.</summary>
    internal static Finding Attempt(string mountInfoPath, string ownGroupsPath)
    {
        var mounts = File.ReadLines(mountInfoPath).Select(CgroupMount.Parse).OfType<CgroupMount>().ToList();
        if (mounts.Count == 0)
            return Finding.Absent("no control groups are mounted", "mount -t cgroup2 none /sys/fs/cgroup");
        var own = File.ReadAllLines(ownGroupsPath);
        var writable = mounts.SelectMany(mount => mount.ControllersWith(own)).Distinct().Order(StringComparer.Ordinal).ToList();
        var detail = $"{VersionOf(mounts)}; writable: {(writable.Count == 0 ? "none" : string.Join(", ", writable))}";
        return writable.Contains("memory")
            ? Finding.Present(detail)
            : Finding.Absent(detail, "run Thaw as root, or: systemd-run --user --scope -p Delegate=yes thaw …");
    }

    private static string VersionOf(List<CgroupMount> mounts) =>
        (mounts.Exists(mount => mount.IsVersion2), mounts.Exists(mount => !mount.IsVersion2)) switch
        {
            (true, true) => "v1 and v2 (hybrid)",
            (true, false) => "v2",
            _ => "v1",
        };
}

/// <summary>One mounted hierarchy of control groups.</summary>
/// <param name="Path">Where.</param>
/// <param name="IsVersion2">Whether it is the unified one.</param>
/// <param name="Options">For version 1: the mount's options, the controllers among them.</param>
internal sealed record CgroupMount(string Path, bool IsVersion2, IReadOnlyList<string> Options)
{
    /// <summary>Reads one line of mountinfo (proc_pid_mountinfo(5)), or answers null for another file system.</summary>
    public static CgroupMount? Parse(string line)
    {
        var halves = line.Split(" - ");
        if (halves is not [var left, var right] || right.Split(' ') is not [("cgroup" or "cgroup2") and var type, _, var options])
            return null;
        return new CgroupMount(left.Split(' ')[4], type == "cgroup2", options.Split(','));
    }

    /// <summary>The controllers of this hierarchy, if a group can be made below our own; none otherwise.</summary>
    public IEnumerable<string> ControllersWith(IReadOnlyList<string> ownGroups) =>
        OwnFolder(ownGroups) is { } own && CanMakeGroup(own.Path) ? ControllersOf(own.Path, own.Named) : [];

    /// <summary>The folder of our own group in this hierarchy, and the controllers that /proc/self/cgroup names for it.</summary>
    public (string Path, string Named)? OwnFolder(IReadOnlyList<string> ownGroups)
    {
        var lines = ownGroups.Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3);
        var own = IsVersion2
            ? lines.FirstOrDefault(parts => parts[1].Length == 0)
            : lines.FirstOrDefault(parts => parts[1].Split(',').Any(Options.Contains));
        if (own is null)
            return null;
        var folder = Path + own[2].TrimEnd('/');
        // In a container, the path of our group may be the host's and not be there: then the mount's root is ours.
        return (Directory.Exists(folder) ? folder : Path, own[1]);
    }

    internal IEnumerable<string> ControllersOf(string folder, string named)
    {
        var all = IsVersion2
            ? File.ReadAllText(System.IO.Path.Combine(folder, "cgroup.controllers")).Split((char[])[' ', '\n'])
            : named.Split(',');
        return all.Where(name => name.Length > 0 && !name.StartsWith("name=", StringComparison.Ordinal));
    }

    internal static bool CanMakeGroup(string folder)
    {
        if (!Directory.Exists(folder))
            return false;
        var probe = System.IO.Path.Combine(folder, $"thaw-probe-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}");
        try
        {
            Directory.CreateDirectory(probe);
            // Not recursive: the kernel's files in it are no entries to delete; an empty group goes by rmdir alone.
            Directory.Delete(probe);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
