using Thaw.Linux.Files;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_replaced_as_a_whole()
    {
        var path = _folder.PathOf("state.json");
        DurableFile.WriteAtomically(path, stream => stream.Write("one"u8));
        DurableFile.WriteAtomically(path, stream => stream.Write("two"u8));
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_content_and_nothing_else()
    {
        var path = _folder.PathOf("state.json");
        DurableFile.WriteAtomically(path, stream => stream.Write("old"u8));
        Assert.Throws<InvalidOperationException>(() => DurableFile.WriteAtomically(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_gets_its_name_once()
    {
        DurableFile.RenameFolder(Tree("a", "first"), _folder.PathOf("final"));
        Assert.Equal("first", File.ReadAllText(_folder.PathOf("final/inner/file")));
        var second = Tree("b", "second");
        var failure = Assert.Throws<IOException>(() => DurableFile.RenameFolder(second, _folder.PathOf("final")));
        Assert.Contains("exists already", failure.Message, StringComparison.Ordinal);
        Assert.Equal("first", File.ReadAllText(_folder.PathOf("final/inner/file")));
    }

    [Fact]
    public void Folders_are_exchanged_in_one_step()
    {
        var old = Tree("old", "old");
        var replacement = Tree("new", "new");
        DurableFile.ExchangeFolders(replacement, old);
        Assert.Equal("new", File.ReadAllText(Path.Combine(old, "inner/file")));
        Assert.Equal("old", File.ReadAllText(Path.Combine(replacement, "inner/file")));
    }

    private string Tree(string name, string content)
    {
        var inner = Directory.CreateDirectory(_folder.PathOf(Path.Combine(name, "inner"))).FullName;
        File.WriteAllText(Path.Combine(inner, "file"), content);
        // Neither a dangling link nor a pipe may stop the sync.
        File.CreateSymbolicLink(Path.Combine(inner, "dangling"), "/nowhere");
        _folder.Fifo(Path.Combine(name, "pipe"));
        return _folder.PathOf(name);
    }
}
