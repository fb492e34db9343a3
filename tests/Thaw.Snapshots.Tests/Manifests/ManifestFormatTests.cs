using System.Text;
using System.Text.Json.Nodes;
using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Tests.Manifests;

/// <summary>Manifests are read as they were written, and every member is checked.</summary>
public sealed class ManifestFormatTests
{
    [Fact]
    public void A_manifest_is_read_as_it_was_written()
    {
        var manifest = ManifestSamples.Create();
        var bytes = ManifestFormat.Write(manifest);
        Assert.Equal(bytes, ManifestFormat.Write(ManifestFormat.Read(bytes, "m")));
        Assert.Equal(SnapshotFile.ChunkBytes + 1, ManifestFormat.Read(bytes, "m").Bytes);
        Assert.Equal(manifest.Id, ManifestFormat.Named(manifest with { CreatedUtc = default, SavedMs = 1 }).Id);
    }

    [Theory]
    [InlineData("schema", "\"thaw.other\"", "not a manifest of schema thaw.snapshot")]
    [InlineData("version", "2", "a manifest of version 2; this Thaw reads 1")]
    [InlineData("version", "null", "a manifest of version none")]
    [InlineData("id", "\"x\"", "its name, or its parent's, is none")]
    [InlineData("parent", "\"x\"", "its name, or its parent's, is none")]
    [InlineData("pid", "0", "a number is out of its range")]
    [InlineData("savedMs", "-1", "a number is out of its range")]
    [InlineData("pid", "1001", "its name is not that of its content")]
    [InlineData("subject.invocations", "-1", "a number is out of its range")]
    [InlineData("subject.kind", "7", "a number is out of its range")]
    [InlineData("subject.kind", "\"disk\"", "not a manifest: ")]
    [InlineData("subject", "null", "not a manifest: ")]
    [InlineData("subject.tenant", "\"a\\u0001\"", "a text is missing, too long, or has control characters")]
    [InlineData("machine.cpuFeatures", "[null]", "a text is missing, too long, or has control characters")]
    [InlineData("libraries", "[null]", "a text is missing, too long, or has control characters")]
    [InlineData("libraries.0.sha256", "\"zz\"", "a library has no checksum")]
    [InlineData("libraries.0.bytes", "-1", "a library has no checksum")]
    [InlineData("pages.zero", "-1", "a number of pages is negative")]
    [InlineData("files.1.name", "\"pages-1.img\"", "a file has no name, or another's")]
    [InlineData("files.1.name", "\"../x\"", "a file has no name, or another's")]
    [InlineData("files", "[null]", "a file has no name, or another's")]
    [InlineData("files.0.bytes", "5", "the checksums of pages-1.img do not fit each other")]
    [InlineData("files.0.bytes", "-5", "the checksums of pages-1.img do not fit each other")]
    [InlineData("files.0.chunks.1", "\"zz\"", "the checksums of pages-1.img do not fit each other")]
    [InlineData("files.0.sha256", "\"zz\"", "the checksums of pages-1.img do not fit each other")]
    public void A_member_that_cannot_be_is_named(string member, string value, string what)
    {
        var root = JsonNode.Parse(ManifestFormat.Write(ManifestSamples.Create()))!;
        var path = member.Split('.');
        var parent = path[..^1].Aggregate(root, (node, name) => int.TryParse(name, out var index) ? node[index]! : node[name]!);
        if (int.TryParse(path[^1], out var last))
            parent[last] = JsonNode.Parse(value);
        else
            parent[path[^1]] = JsonNode.Parse(value);
        Assert.StartsWith($"m: {what}", Fault(root.ToJsonString()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not a manifest: ")]
    [InlineData("null", "not a manifest of schema")]
    [InlineData("[1, 2]", "not a manifest of schema")]
    [InlineData("{\"schema\": 1}", "not a manifest of schema")]
    [InlineData("{\"schema\": \"thaw.snapshot\", \"version\": 1}", "not a manifest: ")]
    [InlineData("{\"version\": 1, \"schema\": \"thaw.snapshot\", \"x\": [[[[[[[[[[1]]]]]]]]]]}", "not a manifest: ")]
    public void What_is_no_manifest_is_refused(string text, string what) =>
        Assert.StartsWith($"m: {what}", Fault(text), StringComparison.Ordinal);

    [Fact]
    public void A_manifest_may_not_be_larger_than_any() =>
        Assert.Contains("larger than any manifest", Assert.Throws<SnapshotException>(() => ManifestFormat.Read(new byte[ManifestFormat.LargestBytes + 1], "m")).Message, StringComparison.Ordinal);

    private static string Fault(string text) => Assert.Throws<SnapshotException>(() => ManifestFormat.Read(Encoding.UTF8.GetBytes(text), "m")).Message;
}
