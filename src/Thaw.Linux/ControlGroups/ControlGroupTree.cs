using Thaw.Linux.Capabilities;
using Thaw.Linux.Ownership;

namespace Thaw.Linux.ControlGroups;

/// <summary>
/// A folder of control groups of our own in every hierarchy that has a controller which limits instances: memory, cpu,
/// pids; and in that of version 2, which can freeze. The folders are owned: they go on Dispose, or by the guardian when Thaw is killed.
/// </summary>
/// <remarks>Groups may be created from any thread; Dispose comes last, when none holds a process.</remarks>
public sealed class ControlGroupTree : IDisposable
{
    private static readonly string[] Wanted = ["memory", "cpu", "pids"];
    private readonly List<Branch> _branches = [];

    private ControlGroupTree()
    {
    }

    /// <summary>Which of memory, cpu and pids cannot be limited here: not mounted, or not writable.</summary>
    public IReadOnlyList<string> Missing => [.. Wanted.Except(_branches.SelectMany(branch => branch.Controllers))];

    /// <summary>Makes the folders, below the groups that this process is in.</summary>
    /// <exception cref="IOException">A group that can be made cannot be configured.</exception>
    public static ControlGroupTree Open(OwnershipLedger ledger)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var own = File.ReadAllLines("/proc/self/cgroup");
        var tree = new ControlGroupTree();
        try
        {
            foreach (var mount in File.ReadLines("/proc/self/mountinfo").Select(CgroupMount.Parse).OfType<CgroupMount>())
                tree.Add(mount, own, ledger);
        }
        catch
        {
            tree.Dispose();
            throw;
        }
        return tree;
    }

    /// <summary>Makes a group with its limits in every hierarchy.</summary>
    /// <param name="name">A file name that no other group of this tree has.</param>
    /// <param name="limits">Those of a missing controller have no effect.</param>
    /// <exception cref="IOException">The kernel refuses a group or a limit.</exception>
    public ControlGroup Create(string name, ControlGroupLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var group = new ControlGroup([.. _branches.Select(branch => branch.Child(name))]);
        try
        {
            group.Make();
            group.Limit(limits);
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>Removes the folders.</summary>
    public void Dispose()
    {
        foreach (var branch in _branches)
            branch.Folder.Dispose();
        _branches.Clear();
    }

    private void Add(CgroupMount mount, string[] own, OwnershipLedger ledger)
    {
        if (mount.OwnFolder(own) is not { } group)
            return;
        // Version 2 refuses controllers below a group that holds processes, unless it is the root.
        var parents = mount.IsVersion2 ? new[] { mount.Path, group.Path } : [group.Path];
        var parent = parents.FirstOrDefault(CgroupMount.CanMakeGroup);
        if (parent is null)
            return;
        var controllers = mount.ControllersOf(parent, group.Named).Intersect(Wanted).Except(_branches.SelectMany(branch => branch.Controllers)).ToList();
        // Every group of version 2 can be frozen, one without controllers as well.
        if (controllers.Count > 0 && mount.IsVersion2 && !TryDelegate(parent, controllers))
            controllers = [];
        if (controllers.Count == 0 && !mount.IsVersion2)
            return;
        var branch = new Branch(ledger.CreateOwnedFolder("sandboxes", parent), mount.IsVersion2, controllers);
        _branches.Add(branch);
        if (mount.IsVersion2)
            _ = TryDelegate(branch.Folder.Path, controllers);
    }

    private static bool TryDelegate(string folder, IEnumerable<string> controllers)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, "cgroup.subtree_control"), string.Join(' ', controllers.Select(name => "+" + name)));
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    internal sealed record Branch(OwnedFolder Folder, bool IsVersion2, IReadOnlyList<string> Controllers)
    {
        public ControlGroup.Part Child(string name) => new(Path.Combine(Folder.Path, name), IsVersion2, Controllers);
    }
}
