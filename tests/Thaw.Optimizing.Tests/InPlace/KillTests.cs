using System.Diagnostics;
using System.Globalization;
using System.Text;
using Thaw.Optimizing.InPlace;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.InPlace;

/// <summary>kill -9 while files are edited in place, at different moments: all are old or all are new.</summary>
public sealed class KillTests : IDisposable
{
    private const int Files = 400;

    private readonly TemporaryFolder _folder = new();

    public KillTests()
    {
        for (var i = 0; i < Files; i++)
        {
            _folder.Write(string.Create(CultureInfo.InvariantCulture, $"f/m{i:000}.py"), $"NUMBER = {i}\n");
        }
    }

    private string Root => _folder.PathOf("f");

    private string Home => _folder.PathOf("home");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nothing has begun")]
    [InlineData("the record is there")]
    [InlineData("new versions lie beside the old ones")]
    [InlineData("the first file is new")]
    [InlineData("half of the files are new")]
    public void Never_half(string moment)
    {
        using var process = Process.Start("dotnet", [typeof(EditingHost).Assembly.Location, Root, Home]);
        var moments = new Dictionary<string, Func<bool>>
        {
            ["nothing has begun"] = () => true,
            ["the record is there"] = () => Records().Length > 0,
            ["new versions lie beside the old ones"] = () => Directory.EnumerateFiles(Root, ".*").Any(),
            ["the first file is new"] = () => IsNew(0),
            ["half of the files are new"] = () => IsNew(Files / 2),
        };
        SpinWait.SpinUntil(() => moments[moment]() || process.HasExited);

        process.Kill();
        process.WaitForExit();

        ProcessFacts.WaitUntil(IsWhole, "the function is half edited, or something was left behind");
        if (Records().Length > 0)
        {
            Assert.Equal(Files, InPlaceEdits.Of(Root, Home).Undo().Count);
        }

        Assert.DoesNotContain(Enumerable.Range(0, Files), IsNew);
    }

    /// <summary>A shell with the edits' one end of the pipe is what kill -9 leaves; here the shell goes too, as in a loss of power.</summary>
    [Fact]
    public void Where_nothing_could_clean_up_the_next_thaw_does()
    {
        EditedFile[] files = [.. Enumerable.Range(0, Files).Select(i => new EditedFile(PathOf(i), Old(i), EditingHost.Edited(Old(i))))];
        InPlaceEdits.Of(Root, Home).Write(files);
        File.WriteAllBytes(PathOf(7), Old(7));

        Assert.Equal(Files, InPlaceEdits.Of(Root, Home).Undo().Count);

        Assert.True(IsWhole());
        Assert.False(IsNew(0));
    }

    private bool IsWhole()
    {
        var edited = Enumerable.Range(0, Files).Count(IsNew);
        return !Directory.EnumerateFiles(Root, ".*").Any() && edited == (Records().Length > 0 ? Files : 0)
            && Enumerable.Range(0, Files).All(i => File.ReadAllBytes(PathOf(i)).AsSpan().SequenceEqual(IsNew(i) ? EditingHost.Edited(Old(i)) : Old(i)));
    }

    private string[] Records() => Directory.Exists(_folder.PathOf("home/edits")) ? Directory.GetDirectories(_folder.PathOf("home/edits")) : [];

    private bool IsNew(int i) => new FileInfo(PathOf(i)).Length > Old(i).Length;

    private string PathOf(int i) => Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"m{i:000}.py"));

    private static byte[] Old(int i) => Encoding.ASCII.GetBytes($"NUMBER = {i}\n");
}
