using Thaw.Linux.Files;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Files;

public sealed class HardLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Names_of_one_file_have_one_number_and_others_another()
    {
        var (first, second) = (_folder.Write("first", "one"), _folder.PathOf("second"));
        HardLink.Create(first, second);
        Assert.NotNull(HardLink.NumberOf(first));
        Assert.Equal(HardLink.NumberOf(first), HardLink.NumberOf(second));
        Assert.NotEqual(HardLink.NumberOf(first), HardLink.NumberOf(_folder.Write("third", "one")));
        Assert.Null(HardLink.NumberOf(_folder.PathOf("absent")));
    }

    [Fact]
    public void A_changed_file_is_the_same_file_in_another_state()
    {
        var file = _folder.Write("file", "one");
        var (number, state) = (HardLink.NumberOf(file), HardLink.StateOf(file));
        Assert.Equal(state, HardLink.StateOf(file));
        File.AppendAllText(file, "more");
        Assert.Equal(number, HardLink.NumberOf(file));
        Assert.NotEqual(state, HardLink.StateOf(file));
        Assert.Null(HardLink.StateOf(_folder.PathOf("absent")));
    }

    public void Dispose() => _folder.Dispose();
}
