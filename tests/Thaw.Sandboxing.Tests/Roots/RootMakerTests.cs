using Thaw.Sandboxing.Roots;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Roots;

/// <summary>What a tar may put into a root file system, and that nothing of it lands outside.</summary>
public sealed class RootMakerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.PathOf("state/root");

    private string Outside => _folder.PathOf("outside");

    [Fact]
    public void Files_folders_links_and_further_names_are_there_and_the_places_of_mounts()
    {
        Make(new Tar().Folder("./").Folder("usr/").Folder("usr/bin/").File("usr/bin/tool", "tool", (UnixFileMode)0xfed)
            .Link("bin", "usr/bin").File("bin/other", "other").OtherName("usr/bin/same", "bin/tool").Link("usr/bin/soft", "tool").OtherName("usr/bin/soft2", "usr/bin/soft")
            .Device("dev/sda").Pipe("dev/pipe").Link("etc/resolv.conf", "../run/resolv.conf").Link("tmp", "var/tmp"));
        Assert.Equal("tool", File.ReadAllText(Root + "/usr/bin/same"));
        Assert.Equal("other", File.ReadAllText(Root + "/usr/bin/other"));
        Assert.Equal("tool", new FileInfo(Root + "/usr/bin/soft2").LinkTarget);
        // Neither the set-uid bit nor a device has come along.
        Assert.Equal((UnixFileMode)0x1ed, File.GetUnixFileMode(Root + "/usr/bin/tool"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Root + "/dev"));
        foreach (var place in new[] { "proc", "tmp", "opt", "var/task", "var/libraries", "var/runtime", "var/host/usr" })
            Assert.Null(new DirectoryInfo(Path.Combine(Root, place)) is { Exists: true } made ? made.LinkTarget : place);
        Assert.Null(new FileInfo(Root + "/etc/resolv.conf").LinkTarget);
        Assert.Equal((UnixFileMode)0x1ed, File.GetUnixFileMode(Root));
    }

    public static TheoryData<string> Hostile { get; } =
    [
        "parent", "absolute", "through-link", "through-absolute-link", "folder-through-link", "other-name-outside", "other-name-of-link", "over-link", "link-then-folder", "chain",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Nothing_lands_outside(string how)
    {
        File.WriteAllText(Directory.CreateDirectory(Outside).FullName + "/secret", "secret");
        var tar = how switch
        {
            "parent" => new Tar().File("usr/../../../outside/made"),
            "absolute" => new Tar().File(Outside + "/made"),
            "through-link" => new Tar().Link("out", "../../outside").File("out/made"),
            "through-absolute-link" => new Tar().Link("out", Outside).File("out/made"),
            "folder-through-link" => new Tar().Link("out", Outside).Folder("out/made").File("out/made/file"),
            "other-name-outside" => new Tar().OtherName("taken", "../../outside/secret"),
            "other-name-of-link" => new Tar().Link("out", Outside).OtherName("taken", "out/secret"),
            "over-link" => new Tar().Link("file", Outside + "/secret").File("file", "changed"),
            "link-then-folder" => new Tar().Link("out", Outside).Folder("out").File("out/made"),
            _ => new Tar().Link("a", "b").Link("b", "a").File("a/made"),
        };
        try
        {
            Make(tar);
        }
        catch (SandboxException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
        Assert.Equal([Outside + "/secret"], Directory.EnumerateFileSystemEntries(Outside));
        Assert.Equal("secret", File.ReadAllText(Outside + "/secret"));
        // Neither a copy of it nor a further name.
        Assert.False(File.Exists(Root + "/taken"));
    }

    [Fact]
    public void What_is_no_tar_or_too_much_is_refused_in_words()
    {
        Assert.Contains("no whole tar", Refusal(new byte[2000].Select((_, i) => (byte)(i + 1)).ToArray()), StringComparison.Ordinal);
        Assert.Contains("more than 10 bytes", Refusal(new Tar().File("a", "12345678").File("b", "12345678").Bytes()), StringComparison.Ordinal);
        Assert.Contains("more than 3 files", Refusal(new Tar().File("a").File("b").File("c").File("d").Bytes()), StringComparison.Ordinal);
        Assert.Contains("/var of the root", Refusal(new Tar().Link("var", "usr").Bytes()), StringComparison.Ordinal);
        Assert.Contains("below a file", Refusal(new Tar().File("a").File("a/b").Bytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Interpreters_are_found_where_links_lead_in_there()
    {
        var runs = UnixFileMode.UserRead | UnixFileMode.OtherExecute;
        Make(new Tar().Link("bin", "/usr/bin").File("opt/python/bin/python3.12", "", runs).Link("usr/local/bin/python3.12", "/opt/python/bin/python3.12")
            .File("usr/bin/python3.11", "", runs).File("usr/bin/python3.9").File("usr/bin/python3.11-config", "", runs).Link("usr/bin/python3.13", "/nowhere")
            .Link("usr/bin/python3.14", "python3.14"));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["python3.11"] = "/usr/bin/python3.11",
                ["python3.12"] = "/usr/local/bin/python3.12",
            },
            new RootFolder(Root).FindPythons());
    }

    public void Dispose() => _folder.Dispose();

    private void Make(Tar tar)
    {
        Directory.CreateDirectory(_folder.PathOf("state"));
        RootMaker.Make(new MemoryStream(tar.Bytes()), Root, RootLimits.Usual);
    }

    private static string Refusal(byte[] tar)
    {
        using var folder = new TemporaryFolder();
        return Assert.Throws<SandboxException>(() => RootMaker.Make(new MemoryStream(tar), folder.PathOf("root"), new RootLimits(10, 3))).Message;
    }
}
