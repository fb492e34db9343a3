using Thaw.Linux.Ownership;

namespace Thaw.Linux.Tests.Ownership;

public sealed class LedgerFormatTests
{
    private static readonly LedgerOwner Owner = new(12, 345, "boot", "pid:[1]", "token");

    // A golden sample: what earlier versions wrote must stay readable. Checksums are FNV-1a, worked out independently.
    private const string Sample =
        """
        5458d6a8 thaw-ledger 1 12 345 boot pid:[1] token
        090031f9 own 1 group 99 1000 7

        """;

    [Fact]
    public void What_is_written_is_read()
    {
        var group = new OwnedGroupRecord(1, 99, 1000, 7);
        var folder = new OwnedFolderRecord(2, "/tmp/with  spaces/thaw-x-0123456789abcdef");
        var text = LedgerFormat.Header(Owner) + LedgerFormat.Own(group) + LedgerFormat.Own(folder) + LedgerFormat.Own(folder with { Id = 3 });
        Assert.Equal(Owner, LedgerFormat.ReadOwner(text));
        Assert.Equal([group, folder], LedgerFormat.ReadOwned(text + LedgerFormat.Release(3)));
    }

    [Fact]
    public void The_format_does_not_change_by_accident() =>
        Assert.Equal(Sample, LedgerFormat.Header(Owner) + LedgerFormat.Own(new OwnedGroupRecord(1, 99, 1000, 7)));

    [Fact]
    public void Damaged_and_torn_lines_are_skipped()
    {
        var own = LedgerFormat.Own(new OwnedFolderRecord(1, "/a"));
        Assert.Single(LedgerFormat.ReadOwned(own + LedgerFormat.Release(1).Replace('1', '2')));
        Assert.Empty(LedgerFormat.ReadOwned(own[..^2]));
        Assert.Null(LedgerFormat.ReadOwner(LedgerFormat.Header(Owner).Replace("ledger 1", "ledger 2", StringComparison.Ordinal)));
        Assert.Null(LedgerFormat.ReadOwner(""));
    }
}
