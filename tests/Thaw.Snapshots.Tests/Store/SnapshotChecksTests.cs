using Thaw.Snapshots.Manifests;

namespace Thaw.Snapshots.Tests.Store;

/// <summary>What is not what was signed is never restored, and the reason is said in words.</summary>
public sealed class SnapshotChecksTests : IDisposable
{
    private readonly TestStore _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("images/pages-1.img")]
    [InlineData("images/pagemap-1000.img")]
    [InlineData("images/core-1000.img")]
    public void A_byte_that_changed_is_noticed_after_many_restores(string file)
    {
        var added = _test.Add([1, 2], _test.Draft());
        Assert.Null(_test.WhyNot(added));
        Assert.Null(_test.WhyNot(added));
        var path = _test.File(added, file);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Contains($"{Path.GetFileName(file)} is damaged between bytes 0 and {bytes.Length}", _test.WhyNot(added), StringComparison.Ordinal);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Null(_test.WhyNot(added));
    }

    [Fact]
    public void A_file_that_was_cut_off_lost_or_added_is_noticed()
    {
        var added = _test.Add([1, 2], _test.Draft());
        var pages = _test.File(added, "images/pages-1.img");
        File.WriteAllBytes(_test.File(added, "images/ghost.img"), [1]);
        Assert.Equal(["ghost.img does not belong to it"], _test.Store.Verify(added.Id, _test.Locate));
        File.Delete(_test.File(added, "images/ghost.img"));
        using (var cut = File.OpenWrite(pages))
            cut.SetLength(4096);
        Assert.Equal("pages-1.img has 4096 bytes instead of 8192", _test.WhyNot(added));
        File.Delete(pages);
        Assert.Equal("pages-1.img is missing", _test.WhyNot(added));
    }

    [Fact]
    public void A_parent_that_is_damaged_or_gone_damages_its_children()
    {
        var image = _test.Add([1, 2], _test.Draft("image"));
        var function = _test.Add([1, 3], _test.Draft(parent: image.Id));
        File.WriteAllBytes(_test.File(image, "images/pages-1.img"), new byte[8192]);
        Assert.Contains("pages-1.img is damaged", _test.WhyNot(function), StringComparison.Ordinal);
        Assert.Contains("pages-1.img is damaged", Assert.Single(_test.Store.Verify(function.Id, _test.Locate)), StringComparison.Ordinal);
        Directory.Delete(_test.File(image, ""), recursive: true);
        Assert.Equal($"there is no snapshot {image.Id}", _test.WhyNot(function));
    }

    [Fact]
    public void What_this_host_has_not_signed_is_not_restored()
    {
        var added = _test.Add([1, 2], _test.Draft());
        var path = _test.File(added, "manifest.json");
        var manifest = File.ReadAllText(path);
        File.WriteAllText(path, manifest.Replace("\"savedMs\":100", "\"savedMs\":101", StringComparison.Ordinal));
        Assert.Contains("this host has not signed it", _test.WhyNot(added), StringComparison.Ordinal);
        Assert.Empty(_test.Store.All(out var damaged));
        Assert.Contains("this host has not signed it", Assert.Single(damaged), StringComparison.Ordinal);
        File.WriteAllText(path, manifest);
        Assert.Null(_test.WhyNot(added));
        // Another host's key, or this one's after it was lost.
        File.Delete(Path.Combine(_test.Store.Folder, "key"));
        using var use = _test.Open().TryUse(added.Id, _test.Here, out var why);
        Assert.Contains("this host has not signed it", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_under_another_ones_name_is_not_restored()
    {
        var first = _test.Add([1], _test.Draft());
        var second = _test.Add([2], _test.Draft("g"));
        Directory.Delete(_test.File(first, ""), recursive: true);
        Directory.Move(_test.File(second, ""), _test.File(first, ""));
        Assert.Contains($"holds snapshot {second.Id}", _test.WhyNot(first), StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_that_all_is_well_counts_only_if_this_host_wrote_it()
    {
        var added = _test.Add([1, 2], _test.Draft());
        Assert.Null(_test.WhyNot(added));
        var note = _test.File(added, "verified.json");
        var before = File.ReadAllText(note);
        var pages = _test.File(added, "images/pages-1.img");
        var written = File.GetLastWriteTimeUtc(pages);
        File.WriteAllBytes(pages, new byte[8192]);
        File.SetLastWriteTimeUtc(pages, written.AddSeconds(9));
        File.WriteAllText(note, before.Replace($"{written.Ticks}", $"{written.AddSeconds(9).Ticks}", StringComparison.Ordinal));
        Assert.NotEqual(before, File.ReadAllText(note));
        Assert.Contains("pages-1.img is damaged", _test.WhyNot(added), StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_was_upgraded_or_removed_is_named()
    {
        var added = _test.Add([1], _test.Draft());
        Assert.Null(_test.WhyNot(added));
        File.WriteAllText(_test.Library, "CODE");
        Assert.Equal("/usr/lib/libsample.so is not the file that it was", _test.WhyNot(added));
        Assert.Equal("/usr/lib/libsample.so is not there any more", _test.WhyNot(added, _test.Here with { Locate = _ => null }));
    }

    [Fact]
    public void Another_machine_interpreter_or_CRIU_is_named()
    {
        var added = _test.Add([1], _test.Draft());
        var here = SnapshotMachine.Current;
        Assert.NotEmpty(here.CpuFeatures);
        var feature = here.CpuFeatures[^1];
        Assert.Equal(
            [
                $"it was taken on {here.Architecture}, and this is s390x",
                $"it was taken under kernel {here.Kernel}, and this is 9.9",
                $"it was taken on a processor with {feature}, which this one lacks",
                "it runs 3.11.2 sample, and the interpreter is 3.13",
                "CRIU 4.2.1 took it, and this is 5.0",
            ],
            new[]
            {
                _test.Here with { Machine = here with { Architecture = "s390x" } },
                _test.Here with { Machine = here with { Kernel = "9.9" } },
                _test.Here with { Machine = here with { CpuFeatures = [.. here.CpuFeatures.SkipLast(1)] } },
                _test.Here with { Software = TestStore.Software with { Interpreter = "3.13" } },
                _test.Here with { Software = TestStore.Software with { Criu = "5.0" } },
            }.Select(conditions => _test.WhyNot(added, conditions)));
        // More than there was is no harm.
        Assert.Null(_test.WhyNot(added, _test.Here with { Machine = here with { CpuFeatures = [.. here.CpuFeatures, "zzz"] } }));
    }

    [Fact]
    public void A_key_that_others_can_read_or_that_is_damaged_is_refused()
    {
        var key = Path.Combine(_test.Store.Folder, "key");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("others may read the key; run: chmod 600", Assert.Throws<SnapshotException>(() => _test.Open()).Message, StringComparison.Ordinal);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(key, new byte[31]);
        Assert.Contains("31 bytes instead of 32", Assert.Throws<SnapshotException>(() => _test.Open()).Message, StringComparison.Ordinal);
    }
}
