using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Linux.Tests.Processes;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Ownership;

public sealed class OwnershipLedgerTests : IDisposable
{
    private readonly TemporaryFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Kill_9_leaves_neither_processes_nor_folders()
    {
        using var host = new KilledHost(_state);
        host.AssertAllIsThere();
        host.Kill();
        host.AssertNothingIsLeft(_state.Path);
    }

    [Fact]
    public void A_host_that_was_started_with_ignored_child_signals_still_sees_its_children_end()
    {
        using var host = new KilledHost(_state, "trap '' CHLD; ");
        host.Kill();
        host.AssertNothingIsLeft(_state.Path);
    }

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Kill)]
    public void A_signal_to_the_whole_group_leaves_nothing(int signal)
    {
        using var host = new KilledHost(_state);
        host.SignalGroup(signal);
        host.AssertNothingIsLeft(_state.Path);
    }

    [Fact]
    public void A_sweep_removes_what_is_left_when_the_guardian_died_too()
    {
        using var host = new KilledHost(_state);
        KilledHost.KillProcess(host.GuardianPid);
        Assert.Equal(1, OrphanSweep.Sweep(_state.Path, dryRun: false).LiveOwners);
        host.AssertAllIsThere();
        host.Kill();
        host.AssertAllIsThere();

        var dry = OrphanSweep.Sweep(_state.Path, dryRun: true);
        host.AssertAllIsThere();
        Assert.Equal(host.OwnedFolder, Assert.Single(dry.Orphans, orphan => orphan.Kind == OrphanKind.Folder).Name);
        Assert.Equal(
            host.OwnedPids.Order(),
            dry.Orphans.Where(orphan => orphan.Kind == OrphanKind.Process).Select(orphan => int.Parse(orphan.Name)).Order());
        Assert.All(dry.Orphans, orphan => Assert.False(orphan.Removed));

        var swept = OrphanSweep.Sweep(_state.Path, dryRun: false);
        Assert.Equal((1, 0), (swept.DeadOwners, swept.LiveOwners));
        Assert.All(swept.Orphans, orphan => Assert.True(orphan.Removed, orphan.Failure));
        host.AssertNothingIsLeft(_state.Path);
        Assert.Empty(OrphanSweep.Sweep(_state.Path, dryRun: false).Orphans);
    }

    [Fact]
    public void Dispose_removes_what_was_not_released_and_ends_the_guardian()
    {
        var ledger = OwnershipLedger.Open(_state.Path);
        var folder = ledger.CreateOwnedFolder("test", _state.Path);
        var child = ledger.Spawn(ChildProcessTests.Sleeper());
        var guardian = ledger.GuardianPid;
        ledger.Dispose();
        Assert.Equal(Signals.Kill, child.WaitForExit(TimeSpan.FromSeconds(30)).Signal);
        child.Dispose();
        folder.Dispose();
        Assert.False(Directory.Exists(folder.Path));
        Assert.False(ProcessFacts.IsAlive(guardian));
        Assert.False(File.Exists(ledger.Path));
        Assert.Throws<ObjectDisposedException>(() => ledger.CreateOwnedFolder("late"));
    }

    [Fact]
    public void What_is_released_is_struck_out()
    {
        using var ledger = OwnershipLedger.Open(_state.Path);
        using (ledger.CreateOwnedFolder("test", _state.Path))
        using (ledger.Spawn(ChildProcessTests.Sleeper()))
        {
            Assert.Equal(2, LedgerFormat.ReadOwned(File.ReadAllText(ledger.Path)).Count);
        }
        Assert.Empty(LedgerFormat.ReadOwned(File.ReadAllText(ledger.Path)));
    }

    [Fact]
    public void An_owned_folder_goes_with_links_and_closed_folders_in_it_and_not_beyond()
    {
        using var ledger = OwnershipLedger.Open(_state.Path);
        var outside = _state.Write("outside/file", "stays");
        using (var folder = ledger.CreateOwnedFolder("test", _state.Path))
        {
            Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), Path.GetDirectoryName(outside)!);
            var closed = Directory.CreateDirectory(Path.Combine(folder.Path, "closed")).FullName;
            File.WriteAllText(Path.Combine(closed, "file"), "");
            File.SetUnixFileMode(closed, UnixFileMode.None);
        }
        Assert.Equal("stays", File.ReadAllText(outside));
        Assert.Single(Directory.GetFileSystemEntries(_state.Path, "thaw-*").Concat([outside]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("Upper")]
    public void A_purpose_is_part_of_a_name(string purpose)
    {
        using var ledger = OwnershipLedger.Open(_state.Path);
        Assert.Throws<ArgumentException>(() => ledger.CreateOwnedFolder(purpose));
    }
}
