using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Thaw.Sandboxing.Roots;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Roots;

/// <summary>Images in the layout of the Open Container Initiative become root file systems.</summary>
public sealed class ImageLayoutTests : IDisposable
{
    private const string Plain = "application/vnd.oci.image.layer.v1.tar";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _blobs = [];

    private string Root => _folder.PathOf("root");

    [Fact]
    public void Layers_lie_over_each_other_and_what_they_hide_is_gone()
    {
        Make(Index(Manifest(
            Layer(new Tar().File("kept", "1").File("gone").Folder("hidden/").File("hidden/below").File("changed", "1").Folder("opaque/").File("opaque/old")
                .Folder("opaque/inner/").File("opaque/inner/old").Link("bin", "usr/bin").File("usr/bin/tool", "1").File("both", "old")),
            // In this order, too, only what is older is hidden.
            Layer(new Tar().File("opaque/inner/new").File("opaque/.wh..wh..opq").File("opaque/later").File("both", "new").File(".wh.both").File(".wh.gone")
                .File(".wh.hidden").File("changed", "2").File("bin/added").File(".wh..wh.plnk").File(".wh.never"), gzip: true))));
        Assert.Equal("1", File.ReadAllText(Root + "/kept"));
        Assert.Equal("2", File.ReadAllText(Root + "/changed"));
        Assert.Equal("new", File.ReadAllText(Root + "/both"));
        Assert.True(File.Exists(Root + "/usr/bin/added"));
        Assert.False(Path.Exists(Root + "/gone") || Path.Exists(Root + "/hidden") || Path.Exists(Root + "/.wh.gone") || Path.Exists(Root + "/index.json"));
        Assert.Equal(["inner", "inner/new", "later"], Directory.EnumerateFileSystemEntries(Root + "/opaque", "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root + "/opaque", path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Of_several_machines_images_this_ones_is_taken()
    {
        var other = Manifest(Layer(new Tar().File("other")));
        var mine = Manifest(Layer(new Tar().File("mine")));
        var inner = Blob(Encoding.UTF8.GetBytes(IndexText(Descriptor(other, """, "platform": {"os": "linux", "architecture": "s390x"}"""), ForThisMachine(mine))));
        Make(Index(inner));
        Assert.True(File.Exists(Root + "/mine"));
        Assert.False(File.Exists(Root + "/other"));
    }

    public static TheoryData<string, string> Wrong { get; } = new()
    {
        { "missing", "lacks blobs/sha256/" },
        { "damaged", "does not have its checksum" },
        { "zstd", "zstd" },
        { "digest", "only sha256" },
        { "two", "2 images" },
        { "none", "0 images" },
        { "json", "damaged" },
        { "hidden-parent", "leads out of it" },
        { "blob-outside", "lacks blobs/sha256/" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said_in_a_line(string what, string words)
    {
        var layer = Layer(new Tar().File("file", "1"));
        var index = what switch
        {
            "zstd" => Index(Manifest(layer with { Kind = Plain + "+zstd" })),
            "digest" => Index(Manifest(layer with { Hash = "../../../etc/passwd" })),
            "two" => IndexText(ForThisMachine(Manifest(layer)), ForThisMachine(Manifest(layer))),
            "none" => IndexText(),
            "json" => "{",
            "hidden-parent" => Index(Manifest(Layer(new Tar().File("usr/.wh..")))),
            _ => Index(Manifest(layer)),
        };
        var tar = new Tar();
        if (what is "missing" or "blob-outside")
            _blobs.Remove(layer.Hash);
        if (what == "blob-outside")
            tar.Link("blobs/sha256/" + layer.Hash, "/etc/passwd");
        if (what == "damaged")
            _blobs[layer.Hash] = new Tar().File("file", "2").Bytes();
        var refused = Assert.Throws<SandboxException>(() => Make(index, tar));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    public void Dispose() => _folder.Dispose();

    private void Make(string index, Tar? begun = null)
    {
        var tar = (begun ?? new Tar()).File("oci-layout", """{"imageLayoutVersion": "1.0.0"}""").File("index.json", index);
        foreach (var (hash, bytes) in _blobs)
            tar.File("blobs/sha256/" + hash, bytes);
        RootMaker.Make(new MemoryStream(tar.Bytes()), Root, RootLimits.Usual);
    }

    private sealed record Piece(string Kind, string Hash);

    private Piece Layer(Tar tar, bool gzip = false)
    {
        var bytes = tar.Bytes();
        return gzip ? new Piece(Plain + "+gzip", Blob(Compressed(bytes))) : new Piece(Plain, Blob(bytes));
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(bytes);
        return stream.ToArray();
    }

    private string Manifest(params Piece[] layers) => Blob(Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion": 2, "layers": [{{string.Join(", ", layers.Select(layer => $$"""{"mediaType": "{{layer.Kind}}", "digest": "{{(layer.Hash.Contains('/', StringComparison.Ordinal) ? "" : "sha256:")}}{{layer.Hash}}", "size": 1}"""))}}]}"""));

    private static string Index(string manifest) => IndexText(Descriptor(manifest, ""));

    private static string IndexText(params string[] descriptors) => $$"""{"schemaVersion": 2, "manifests": [{{string.Join(", ", descriptors)}}]}""";

    private static string ForThisMachine(string manifest) => Descriptor(
        manifest, $$""", "platform": {"os": "linux", "architecture": "{{(System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64")}}"}""");

    private static string Descriptor(string hash, string more) => $$"""{"mediaType": "x", "digest": "sha256:{{hash}}", "size": 1{{more}}}""";

    private string Blob(byte[] bytes)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _blobs[hash] = bytes;
        return hash;
    }
}
