using Thaw.Testing;

namespace Thaw.Functions.Tests.Zips;

public sealed class ZipTests : IDisposable
{
    private const string Handler = "def lambda_handler(event, context):\n    return 1\n";
    private readonly TemporaryFolder _folder = new();
    private readonly FunctionLoadOptions _options;

    public ZipTests() => _options = new FunctionLoadOptions { ScratchFolder = _folder.PathOf("scratch") };

    public void Dispose() => _folder.Dispose();

    private string Make(params (string, string, int)[] entries) => ZipFile.Make(_folder.PathOf("fn.zip"), entries);

    private string Error(string zip, FunctionLoadOptions? options = null)
    {
        var error = Assert.Throws<FunctionException>(() => FunctionLoader.Load(zip, options ?? _options));
        Assert.Equal(["fn.zip"], Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        return error.Message.Replace(zip, "ZIP", StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_is_unpacked_and_loaded_like_a_folder()
    {
        var zip = Make(("lambda_function.py", Handler, 0), ("lib/", "", 0), ("lib/run.sh", "#!/bin/sh", 0x81ED << 16), ("./x/./y.txt", "y", 0));

        var function = FunctionLoader.Load(zip, _options);

        Assert.Equal(("fn", "lambda_function.lambda_handler"), (function.Name, function.Target));
        Assert.StartsWith(_folder.PathOf("scratch/"), function.Root, StringComparison.Ordinal);
        Assert.Equal(Handler, File.ReadAllText(Path.Combine(function.Root, "lambda_function.py")));
        Assert.Equal("y", File.ReadAllText(Path.Combine(function.Root, "x/y.txt")));
        Assert.True(File.GetUnixFileMode(Path.Combine(function.Root, "lib/run.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void The_same_content_is_unpacked_once_and_again_when_damaged()
    {
        var zip = Make(("handler.py", "def handler(e, c): pass", 0), ("data/a.txt", "abc", 0));
        var root = FunctionLoader.Load(zip, _options).Root;
        var file = Path.Combine(root, "handler.py");
        var old = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(file, old);

        Assert.Equal(root, FunctionLoader.Load(zip, _options).Root);
        Assert.Equal(old, File.GetLastWriteTimeUtc(file));

        File.WriteAllText(Path.Combine(root, "data/a.txt"), "");
        Assert.Equal(root, FunctionLoader.Load(zip, _options).Root);
        Assert.Equal("abc", File.ReadAllText(Path.Combine(root, "data/a.txt")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.PathOf("scratch")));
    }

    [Fact]
    public void Many_may_unpack_the_same_zip_at_once()
    {
        var zip = Make(("handler.py", "def handler(e, c): pass", 0), ("data/a.txt", "abc", 0));

        var roots = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8)
            .Select(_ => FunctionLoader.Load(zip, _options).Root).Distinct().ToList();

        Assert.Equal("abc", File.ReadAllText(Path.Combine(Assert.Single(roots), "data/a.txt")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder.PathOf("scratch")));
    }

    [Theory]
    [InlineData("../evil.py", 0, "ZIP: entry '../evil.py' leads out of the folder; pack the function again without it")]
    [InlineData("a/../../evil.py", 0, "ZIP: entry 'a/../../evil.py' leads out of the folder; pack the function again without it")]
    [InlineData("/etc/evil.py", 0, "ZIP: entry '/etc/evil.py' is not a relative path; pack the function again without it")]
    [InlineData("a\\..\\evil.py", 0, "ZIP: entry 'a\\..\\evil.py' is not a relative path; pack the function again without it")]
    [InlineData("C:evil.py", 0, "ZIP: entry 'C:evil.py' is not a relative path; pack the function again without it")]
    [InlineData("e\u001bvil\0.py", 0, "ZIP: entry 'e?vil?.py' is not a relative path; pack the function again without it")]
    [InlineData("link", ZipFile.SymbolicLink, "ZIP: entry 'link' is a symbolic link; pack the function again without it")]
    [InlineData("pipe", ZipFile.Fifo, "ZIP: entry 'pipe' is neither a file nor a folder; pack the function again without it")]
    [InlineData("handler.py", 0, "ZIP: entry 'handler.py' is there twice; pack the function again without it")]
    [InlineData("./handler.py", 0, "ZIP: entry './handler.py' is there twice; pack the function again without it")]
    [InlineData("handler.py/x", 0, "ZIP: entry 'handler.py/x' needs a folder where handler.py is a file; pack the function again without it")]
    [InlineData("handler.py/", 0, "ZIP: entry 'handler.py/' needs a folder where handler.py is a file; pack the function again without it")]
    public void A_hostile_entry_is_refused_before_anything_is_written(string name, int attributes, string expected)
    {
        var zip = Make(("handler.py", "def handler(e, c): pass", 0), (name, "/etc", attributes));

        Assert.Equal(expected, Error(zip));
    }

    [Fact]
    public void What_is_no_zip_is_refused()
    {
        Assert.Equal("ZIP: not a zip, or a damaged one; pack the function again", Error(_folder.Write("fn.zip", "PK but no zip")));
        Assert.Equal("ZIP: not a zip, or a damaged one; pack the function again", Error(_folder.Write("fn.zip", "")));
        Assert.Equal("ZIP: the zip is empty; pack the function's files into it", Error(Make()));
    }

    [Fact]
    public void A_zip_beyond_the_limits_is_refused()
    {
        var zip = Make(("handler.py", new string('x', 3 << 20), 0), ("b.py", "", 0));

        Assert.Equal(
            "ZIP: unpacks to more than 1 MiB; pack less", Error(zip, _options with { ZipLimits = new ZipLimits(1 << 20, 10) }));
        Assert.Equal(
            "ZIP: holds 2 entries, more than 1; pack less", Error(zip, _options with { ZipLimits = new ZipLimits(1 << 30, 1) }));
    }

    [Fact]
    public void A_bomb_that_lies_about_its_size_is_stopped()
    {
        const int Size = 3 << 20;
        var zip = Make(("handler.py", new string('x', Size), 0));
        // The uncompressed size stands in the central directory and, with streamed entries, behind the data.
        ZipFile.Patch(zip, BitConverter.GetBytes(Size), BitConverter.GetBytes(5));
        ZipFile.Patch(zip, BitConverter.GetBytes(Size), BitConverter.GetBytes(5));

        Assert.Matches(
            "^ZIP: (unpacks to more than 1 MiB; pack less|entry 'handler.py' is damaged; pack the function again)$",
            Error(zip, _options with { ZipLimits = new ZipLimits(1 << 20, 10) }));
    }

    [Fact]
    public void A_flipped_bit_is_noticed()
    {
        // Stored, so that nothing but the checksum tells.
        var zip = _folder.PathOf("fn.zip");
        using (var archive = new System.IO.Compression.ZipArchive(File.Create(zip), System.IO.Compression.ZipArchiveMode.Create))
        using (var target = archive.CreateEntry("handler.py", System.IO.Compression.CompressionLevel.NoCompression).Open())
            target.Write("def handler(event, context): pass"u8);
        ZipFile.Patch(zip, "context"u8, "contexT"u8);

        Assert.Equal("ZIP: entry 'handler.py' is damaged; pack the function again", Error(zip));
    }

    [Fact]
    public void Without_a_scratch_folder_a_temporary_one_is_made()
    {
        var root = FunctionLoader.Load(Make(("handler.py", "def handler(e, c): pass", 0)), new FunctionLoadOptions()).Root;

        Assert.True(File.Exists(Path.Combine(root, "handler.py")));
        Directory.Delete(Path.GetDirectoryName(root)!, recursive: true);
    }
}
