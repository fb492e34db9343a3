using Thaw.Linux.Capabilities;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Capabilities;

/// <summary>Machines of other kinds, as trees of files; a folder that can be made stands for a group that can be made.</summary>
public sealed class CgroupCapabilityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Version_2_with_a_group_of_our_own()
    {
        _folder.Write("cg/user.slice/cgroup.controllers", "cpu memory pids\n");
        var finding = Attempt(Mount("cg", "cgroup2", "rw"), "0::/user.slice\n");
        Assert.Equal((true, "v2; writable: cpu, memory, pids"), (finding.Available, finding.Detail));
    }

    [Fact]
    public void Version_1_with_several_controllers_in_one_place()
    {
        Directory.CreateDirectory(_folder.PathOf("cg/cpu,cpuacct/job"));
        Directory.CreateDirectory(_folder.PathOf("cg/memory"));
        var finding = Attempt(
            Mount("cg/cpu,cpuacct", "cgroup", "rw,cpu,cpuacct") + Mount("cg/memory", "cgroup", "rw,memory"),
            "3:cpu,cpuacct:/job\n2:memory:/of/the/host\n");
        Assert.Equal((true, "v1; writable: cpu, cpuacct, memory"), (finding.Available, finding.Detail));
    }

    [Fact]
    public void Hybrid_without_memory_is_not_enough()
    {
        _folder.Write("unified/cgroup.controllers", "hugetlb\n");
        var finding = Attempt(
            Mount("unified", "cgroup2", "rw") + Mount("nowhere", "cgroup", "rw,memory"), "0::/\n1:memory:/\n");
        Assert.Equal((false, "v1 and v2 (hybrid); writable: hugetlb"), (finding.Available, finding.Detail));
        Assert.NotNull(finding.Remedy);
    }

    [Fact]
    public void None_mounted() => Assert.False(Attempt("1 2 0:1 / / rw - ext4 /dev/x rw\n", "").Available);

    private string Mount(string folder, string type, string options) =>
        $"30 25 0:26 / {_folder.PathOf(folder)} rw,nosuid shared:9 - {type} {type} {options}\n";

    private Finding Attempt(string mountInfo, string ownGroups) =>
        CgroupCapability.Attempt(_folder.Write("mountinfo", mountInfo), _folder.Write("cgroup", ownGroups));
}
