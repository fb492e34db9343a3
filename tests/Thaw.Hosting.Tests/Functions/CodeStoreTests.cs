using Thaw.Hosting.Functions;
using Thaw.Hosting.Libraries;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Functions;

public sealed class CodeStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Code_is_unpacked_once_readable_by_all_and_repaired_from_its_zip()
    {
        var zip = TestHost.Zip(("f.py", "x = 1\n"), ("p/g.py", "y = 2\n"));
        var hash = Open().Add(zip);
        var file = Path.Combine(Open().Prepare(hash), "p/g.py");
        Assert.True(File.GetUnixFileMode(file).HasFlag(UnixFileMode.OtherRead));
        File.WriteAllText(file, "y = 3\n");

        Assert.Equal("y = 2\n", File.ReadAllText(Path.Combine(Open().Prepare(hash), "p/g.py")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.PathOf("c"), ".*"));
    }

    [Fact]
    public void A_damaged_zip_is_named()
    {
        var hash = Open().Add(TestHost.Zip(("f.py", "x = 1\n")));
        var path = Path.Combine(_folder.PathOf("c"), hash + ".zip");
        File.AppendAllText(path, "x");
        var refused = Assert.Throws<HostingException>(() => Open().Prepare(hash));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../f.py")]
    [InlineData("/etc/f.py")]
    public void A_zip_that_leads_out_of_its_folder_is_refused_and_not_kept(string name)
    {
        var store = Open();
        var refused = Assert.Throws<HostingException>(() => store.Add(TestHost.Zip((name, "x"))));
        Assert.Equal(HostingProblem.InvalidZipFile, refused.Problem);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.PathOf("c")));
        Assert.Equal(HostingProblem.InvalidZipFile, Assert.Throws<HostingException>(() => store.Add("no zip"u8)).Problem);
    }

    public void Dispose() => _folder.Dispose();

    private CodeStore Open() => CodeStore.Open(_folder.PathOf("c"), LibraryStore.Open(_folder.PathOf("l")));
}
