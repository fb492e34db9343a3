using Thaw.Linux.ControlGroups;
using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Linux.Tests.ControlGroups;

/// <summary>Groups with limits, on this machine's hierarchies; the files of version 2 by what would be written.</summary>
public sealed class ControlGroupTests
{
    private static readonly string[] Controllers = ["memory", "cpu", "pids"];
    private static readonly ControlGroupLimits Limits = new(64 << 20, 0.5, 20);

    [RequiresFact("root", "cgroups")]
    public void A_group_has_its_limits_and_goes_with_its_tree()
    {
        using var state = new TemporaryFolder();
        using var ledger = OwnershipLedger.Open(state.Path);
        var tree = ControlGroupTree.Open(ledger);
        var group = tree.Create("one", Limits);
        Assert.Empty(tree.Missing);
        Assert.Equal("20", Read(group, "pids.max"));
        Assert.Equal("67108864", Read(group, "memory.limit_in_bytes", "memory.max"));
        Assert.StartsWith("10000", Read(group, "cpu.cfs_quota_us", "cpu.max"), StringComparison.Ordinal);
        Assert.Equal(0, group.OutOfMemoryKills);
        Assert.NotNull(group.PeakMemoryBytes);
        var folders = group.Folders;
        group.Dispose();
        Assert.All(folders, folder => Assert.False(Directory.Exists(folder)));
        tree.Dispose();
        Assert.All(folders, folder => Assert.False(Directory.Exists(Path.GetDirectoryName(folder))));
    }

    [RequiresFact("root", "cgroups")]
    public void A_ledger_takes_groups_along_that_nobody_removed()
    {
        using var state = new TemporaryFolder();
        IReadOnlyList<string> folders;
        using (var ledger = OwnershipLedger.Open(state.Path))
        {
            var group = ControlGroupTree.Open(ledger).Create("left", Limits);
            folders = group.Folders;
            var join = string.Join(';', folders.Select(folder => $"echo $$ > {folder}/cgroup.procs"));
            using var member = ledger.Spawn(new SpawnRequest("/bin/sh", ["-c", $"{join}; echo joined > {state.Fifo("ready")}; exec sleep 1000"], new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" }));
            Assert.Equal("joined\n", File.ReadAllText(state.PathOf("ready")));
            // A group with a process in it cannot be removed, and says so after a while; the ledger kills first.
            member.KillGroup();
        }
        Assert.NotEmpty(folders);
        Assert.All(folders, folder => Assert.False(Directory.Exists(Path.GetDirectoryName(folder))));
    }

    [Fact]
    public void Both_versions_write_what_the_kernel_documents()
    {
        Assert.Equal(["memory.max=67108864", "memory.swap.max=0", "memory.oom.group=1", "cpu.max=10000 20000", "pids.max=20"], Written(isVersion2: true, Limits));
        Assert.Equal(
            ["memory.limit_in_bytes=67108864", "memory.memsw.limit_in_bytes=67108864", "cpu.cfs_period_us=20000", "cpu.cfs_quota_us=10000", "pids.max=20"],
            Written(isVersion2: false, Limits));
        Assert.Equal(["cpu.max=150000 100000"], Written(isVersion2: true, new ControlGroupLimits(Processors: 1.5)));
        Assert.Empty(Written(isVersion2: true, new ControlGroupLimits()));
        // The kernel takes no quota under 1 ms.
        Assert.Equal(["cpu.max=1000 100000"], Written(isVersion2: true, new ControlGroupLimits(Processors: 0.001)));
    }

    private static IEnumerable<string> Written(bool isVersion2, ControlGroupLimits limits) =>
        Controllers.SelectMany(controller => LimitFiles.Of(controller, isVersion2, limits)).Select(file => $"{file.Name}={file.Value}");

    private static string Read(ControlGroup group, params string[] names) =>
        File.ReadAllText(group.Folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).First(File.Exists)).Trim();
}
