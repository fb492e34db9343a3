using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Linux.Tests.Processes;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Ownership;

public sealed class OrphanSweepTests : IDisposable
{
    private const string FolderName = "thaw-test-0123456789abcdef";
    private readonly TemporaryFolder _state = new();

    public OrphanSweepTests() => File.SetUnixFileMode(_state.Path, (UnixFileMode)0b111_000_000);

    // Nothing has this start time: the machine had just started, and pid 1 was the only process.
    private static LedgerOwner DeadOwner => ThisProcess.AsOwner("0123456789abcdef") with { StartTime = 1 };

    public void Dispose() => _state.Dispose();

    [Fact]
    public void A_group_whose_number_means_another_one_now_is_left_alone()
    {
        using var stranger = ChildProcess.Spawn(ChildProcessTests.Sleeper());
        var session = ProcessStat.Read(stranger.Pid)!.Session;
        Ledger(DeadOwner, new OwnedGroupRecord(1, stranger.Pid, LeaderStartTime: 1, session));
        Assert.Empty(OrphanSweep.Sweep(_state.Path, dryRun: false).Orphans);
        Assert.False(stranger.HasExited);
    }

    [Fact]
    public void After_a_restart_of_the_machine_folders_go_and_no_process_is_touched()
    {
        using var stranger = ChildProcess.Spawn(ChildProcessTests.Sleeper());
        var stat = ProcessStat.Read(stranger.Pid)!;
        Directory.CreateDirectory(_state.PathOf(FolderName));
        Ledger(
            ThisProcess.AsOwner("0123456789abcdef") with { BootId = "another" },
            new OwnedGroupRecord(1, stat.Pid, stat.StartTime, stat.Session),
            new OwnedFolderRecord(2, _state.PathOf(FolderName)));
        var orphan = Assert.Single(OrphanSweep.Sweep(_state.Path, dryRun: false).Orphans);
        Assert.Equal((OrphanKind.Folder, true), (orphan.Kind, orphan.Removed));
        Assert.False(stranger.HasExited);
    }

    [Fact]
    public void A_ledger_of_another_pid_namespace_is_left_alone()
    {
        Ledger(DeadOwner with { PidNamespace = "pid:[1]" }, new OwnedFolderRecord(1, _state.PathOf(FolderName)));
        Assert.Contains("another container", Assert.Single(OrphanSweep.Sweep(_state.Path, dryRun: false).LeftAlone), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_thaw_would_not_give_is_not_deleted()
    {
        var precious = _state.Write("precious/file", "stays");
        Ledger(DeadOwner, new OwnedFolderRecord(1, Path.GetDirectoryName(precious)!));
        var result = OrphanSweep.Sweep(_state.Path, dryRun: false);
        Assert.Contains("by hand", Assert.Single(result.Orphans).Failure, StringComparison.Ordinal);
        Assert.True(File.Exists(precious));
    }

    [Fact]
    public void Files_that_are_no_ledgers_are_left_alone_and_torn_ones_are_removed()
    {
        _state.Write("owned/hello.ledger", "");
        _state.Write($"owned/{Environment.ProcessId}-1-2.ledger", "something else\n");
        var torn = _state.Write($"owned/{Environment.ProcessId}-1-1.ledger", "0123abc");
        var result = OrphanSweep.Sweep(_state.Path, dryRun: false);
        Assert.Equal(2, result.LeftAlone.Count);
        Assert.False(File.Exists(torn));
    }

    [Fact]
    public void A_folder_of_state_that_others_may_write_is_refused()
    {
        Ledger(DeadOwner);
        File.SetUnixFileMode(_state.Path, (UnixFileMode)0b111_111_111);
        Assert.Contains("chmod 700", Assert.Throws<IOException>(() => OrphanSweep.Sweep(_state.Path, false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_holds_nothing() =>
        Assert.Empty(OrphanSweep.Sweep(_state.PathOf("none"), dryRun: false).Orphans);

    private void Ledger(LedgerOwner owner, params LedgerRecord[] records) => _state.Write(
        $"owned/{owner.Pid}-{owner.StartTime}-1.ledger",
        LedgerFormat.Header(owner) + string.Concat(records.Select(LedgerFormat.Own)));
}
