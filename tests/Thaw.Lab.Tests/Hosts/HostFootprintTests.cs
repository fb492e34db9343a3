using System.Diagnostics;
using Thaw.Lab.Hosts;

namespace Thaw.Lab.Tests.Hosts;

public sealed class HostFootprintTests
{
    private static readonly HostFootprint Before = new(50_000_000, 200, 3, 60, 6);

    [Fact]
    public void What_is_as_before_is_no_leak() => Assert.Empty(Before.Leaks(Before));

    [Fact]
    public void One_process_one_mount_and_one_group_are_leaks()
    {
        var after = Before with { Processes = 4, Mounts = 61, Groups = 7 };
        Assert.Equal(["processes: 3 before, 4 after", "mounts: 60 before, 61 after", "control groups: 6 before, 7 after"], after.Leaks(Before));
    }

    [Fact]
    public void Memory_and_descriptors_may_vary_a_little_and_not_much()
    {
        Assert.Empty((Before with { MemoryBytes = 60_000_000, Descriptors = 208 }).Leaks(Before));
        Assert.Equal(2, (Before with { MemoryBytes = 80_000_000, Descriptors = 209 }).Leaks(Before).Count);
    }

    [Fact]
    public void A_process_is_found_with_what_descends_from_it()
    {
        using var child = Process.Start(new ProcessStartInfo("/bin/cat") { RedirectStandardInput = true })!;
        try
        {
            var tree = HostFootprint.Tree(Environment.ProcessId);
            Assert.Equal(Environment.ProcessId, tree[0].Pid);
            Assert.Contains(tree, each => each.Pid == child.Id);
        }
        finally
        {
            child.Kill();
            child.WaitForExit();
        }
    }
}
