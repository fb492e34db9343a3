using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Linux.Tests.Processes;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Ownership;

/// <summary>The guardian on ledgers that no Thaw would leave: closing its pipe makes it act at once.</summary>
public sealed class GuardianTests : IDisposable
{
    private static readonly LedgerOwner Owner = ThisProcess.AsOwner("fedcba9876543210") with { StartTime = 1 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_kills_the_recorded_group_and_not_one_that_took_its_number()
    {
        using var owned = ChildProcess.Spawn(ChildProcessTests.Sleeper());
        using var stranger = ChildProcess.Spawn(ChildProcessTests.Sleeper());
        var (ownedStat, strangerStat) = (ProcessStat.Read(owned.Pid)!, ProcessStat.Read(stranger.Pid)!);
        var ledger = Act(
            new OwnedGroupRecord(1, owned.Pid, ownedStat.StartTime, ownedStat.Session),
            new OwnedGroupRecord(2, stranger.Pid, strangerStat.StartTime - 1, strangerStat.Session));
        Assert.Equal(Signals.Kill, owned.WaitForExit(TimeSpan.FromSeconds(30)).Signal);
        Assert.False(stranger.HasExited);
        Assert.False(File.Exists(ledger));
    }

    [Fact]
    public void It_deletes_recorded_folders_with_names_of_ours_and_no_others()
    {
        var ours = Directory.CreateDirectory(_folder.PathOf("with  two spaces/thaw-x-0123456789abcdef")).FullName;
        var released = Directory.CreateDirectory(_folder.PathOf("thaw-y-0123456789abcdef")).FullName;
        var foreign = Directory.CreateDirectory(_folder.PathOf("precious")).FullName;
        File.CreateSymbolicLink(Path.Combine(ours, "link"), foreign);
        var text = Text(new OwnedFolderRecord(1, ours), new OwnedFolderRecord(2, foreign), new OwnedFolderRecord(3, released));
        Act(text + LedgerFormat.Release(3));
        Assert.False(Directory.Exists(ours));
        Assert.True(Directory.Exists(foreign));
        Assert.True(Directory.Exists(released));
    }

    [Fact]
    public void Without_a_ledger_it_just_ends()
    {
        using (Guardian.Start(_folder.PathOf("none"), Owner.Token))
        {
        }
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private string Act(params LedgerRecord[] records) => Act(Text(records));

    private string Act(string text)
    {
        var ledger = _folder.Write("a ledger", text);
        Guardian.Start(ledger, Owner.Token).Dispose();
        return ledger;
    }

    private static string Text(params LedgerRecord[] records) =>
        LedgerFormat.Header(Owner) + string.Concat(records.Select(LedgerFormat.Own));
}
