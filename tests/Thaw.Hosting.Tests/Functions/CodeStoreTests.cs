using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Functions;

public sealed class CodeStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Code_is_unpacked_once_readable_by_all_and_repaired_from_its_zip()
    {
        var zip = TestHost.Zip(("f.py", "x = 1\n"), ("p/g.py", "y = 2\n"));
        var hash = CodeStore.Open(_folder.PathOf("c")).Add(zip);
        var file = Path.Combine(CodeStore.Open(_folder.PathOf("c")).Prepare(hash), "p/g.py");
        Assert.True(File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead));
        File.WriteAllText(file, "y = 3\n");

        Assert.Equal("y = 2\n", File.ReadAllText(Path.Combine(CodeStore.Open(_folder.PathOf("c")).Prepare(hash), "p/g.py")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.PathOf("c"), ".*"));
    }

    [Fact]
    public void A_damaged_zip_is_named()
    {
        var hash = CodeStore.Open(_folder.PathOf("c")).Add(TestHost.Zip(("f.py", "x = 1\n")));
        var path = Path.Combine(_folder.PathOf("c"), hash + ".zip");
        File.AppendAllText(path, "x");
        var refused = Assert.Throws<HostingException>(() => CodeStore.Open(_folder.PathOf("c")).Prepare(hash));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../f.py")]
    [InlineData("/etc/f.py")]
    public void A_zip_that_leads_out_of_its_folder_is_refused_and_not_kept(string name)
    {
        var store = CodeStore.Open(_folder.PathOf("c"));
        var refused = Assert.Throws<HostingException>(() => store.Add(TestHost.Zip((name, "x"))));
        Assert.Equal(HostingProblem.InvalidZipFile, refused.Problem);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.PathOf("c")));
        Assert.Equal(HostingProblem.InvalidZipFile, Assert.Throws<HostingException>(() => store.Add("no zip"u8)).Problem);
    }

    public void Dispose() => _folder.Dispose();
}
