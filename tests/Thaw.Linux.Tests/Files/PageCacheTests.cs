using Thaw.Linux.Files;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Files;

public sealed class PageCacheTests : IDisposable
{
    // Not under /tmp, which may be a tmpfs: its pages are the file and cannot be evicted.
    private readonly TemporaryFolder _folder = new("/var/tmp");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pages_leave_the_cache_and_come_back()
    {
        var path = _folder.PathOf("data");
        File.WriteAllBytes(path, new byte[(64 * Environment.SystemPageSize) + 1]);
        Assert.Equal((65, 65), PageCache.Residency(path));
        PageCache.Evict(path);
        Assert.Equal((0, 65), PageCache.Residency(path));
        File.ReadAllBytes(path);
        Assert.Equal((65, 65), PageCache.Residency(path));
        Assert.Equal(1, PageCache.EvictTree(_folder.Path));
        Assert.Equal((0, 65), PageCache.Residency(path));
    }

    [Fact]
    public void An_empty_file_has_no_pages()
    {
        File.WriteAllBytes(_folder.PathOf("empty"), []);
        Assert.Equal((0, 0), PageCache.Residency(_folder.PathOf("empty")));
        PageCache.Evict(_folder.PathOf("empty"));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var failure = Assert.Throws<IOException>(() => PageCache.Evict("/nowhere"));
        Assert.Contains("/nowhere", failure.Message, StringComparison.Ordinal);
    }
}
