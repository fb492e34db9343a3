using Thaw.Linux.UserFaults;
using Thaw.Testing;

namespace Thaw.Linux.Tests.UserFaults;

public sealed class PageMemoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_regular_files_hold_pages_and_only_userfaultfds_are_taken_for_such()
    {
        Assert.Throws<IOException>(() => PageFile.Open("/dev/zero", direct: false));
        Assert.Throws<IOException>(() => PageFile.Open(_folder.Path, direct: false));
        Assert.Throws<IOException>(() => PageFile.Open(_folder.Fifo("pipe"), direct: true));
        var file = PageFile.Open(_folder.Write("file", "x"), direct: false).File;
        Assert.Throws<IOException>(() => UserFault.Adopt(file));
        Assert.True(file.IsClosed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_read_ends_with_the_file(bool direct)
    {
        var (file, _) = PageFile.Open(_folder.Write("file", new string('a', 5000)), direct);
        using (file)
        using (var memory = PageMemory.Allocate(4 * UserFault.PageBytes))
        {
            Assert.Equal(5000, memory.Read(file, 0, UserFault.PageBytes, 3 * UserFault.PageBytes));
            Assert.Equal((byte)0, memory.Span(UserFault.PageBytes - 1, 1)[0]);
            Assert.Equal((byte)'a', memory.Span(UserFault.PageBytes + 4999, 1)[0]);
            Assert.Throws<ArgumentOutOfRangeException>(() => { memory.Span((4 * UserFault.PageBytes) - 1, 2); });
        }
    }

    [Fact]
    public void A_files_mapping_is_not_touched_by_managed_code()
    {
        var (file, _) = PageFile.Open(_folder.Write("file", new string('a', 5000)), direct: false);
        using (file)
        using (var mapped = PageMemory.Map(file, 5000))
            Assert.Throws<InvalidOperationException>(() => { mapped.Span(0, 1); });
    }
}
