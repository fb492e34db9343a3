using Thaw.Linux.Files;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Files;

public sealed class FileStampTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_what_the_framework_sees_and_changes_with_the_file()
    {
        var file = _folder.Write("file", "12345");
        var written = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, written);
        var stamp = FileStamp.Of(file)!.Value;
        Assert.Equal((5, new DateTimeOffset(written).ToUnixTimeMilliseconds() * 1_000_000), (stamp.Bytes, stamp.WrittenNs));
        // A further name is no change; it is followed like a link.
        HardLink.Create(file, _folder.PathOf("other"));
        File.CreateSymbolicLink(_folder.PathOf("link"), file);
        Assert.Equal(stamp, FileStamp.Of(_folder.PathOf("other")));
        Assert.Equal(stamp, FileStamp.Of(_folder.PathOf("link")));
        File.AppendAllText(file, "6");
        Assert.NotEqual(stamp.WrittenNs, FileStamp.Of(file)!.Value.WrittenNs);
        Assert.Equal(6, FileStamp.Of(file)!.Value.Bytes);
        Assert.Null(FileStamp.Of(_folder.PathOf("nothing")));
    }

    [Fact]
    public void A_date_of_a_moment_ago_may_be_that_of_two_writes()
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(1);
        Assert.False(new FileStamp(1, 1, now.ToUnixTimeMilliseconds() * 1_000_000).IsSettledAt(now));
        Assert.True(new FileStamp(1, 1, now.AddSeconds(-2).ToUnixTimeMilliseconds() * 1_000_000).IsSettledAt(now));
    }
}
