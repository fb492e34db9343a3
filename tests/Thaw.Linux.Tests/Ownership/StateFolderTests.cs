using Thaw.Linux.Ownership;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Ownership;

public sealed class StateFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0u, null, null, "/run/thaw")]
    [InlineData(0u, "/x", "/usr", "/x")]
    [InlineData(1000u, null, "/usr", "/usr/thaw")]
    [InlineData(1000u, null, "/nowhere", "/tmp/thaw-1000")]
    [InlineData(1000u, "", "", "/tmp/thaw-1000")]
    public void It_follows_the_user_and_the_environment(uint user, string? state, string? runtime, string expected) =>
        Assert.Equal(expected, StateFolder.Choose(user, name => name == "THAW_STATE" ? state : runtime));

    [Fact]
    public void It_is_created_closed_to_others()
    {
        StateFolder.Prepare(_folder.PathOf("state"));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_folder.PathOf("state")));
        StateFolder.Prepare(_folder.PathOf("state"));
    }

    [Fact]
    public void A_link_is_refused()
    {
        Directory.CreateSymbolicLink(_folder.PathOf("link"), _folder.Path);
        Assert.Contains("is a link", Assert.Throws<IOException>(() => StateFolder.Prepare(_folder.PathOf("link"))).Message, StringComparison.Ordinal);
    }
}
