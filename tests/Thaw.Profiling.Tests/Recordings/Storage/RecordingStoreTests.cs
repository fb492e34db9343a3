using System.Text.Json;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.Recordings.Storage;

public sealed class RecordingStoreTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.PathOf("recording");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void WhatIsReadIsWhatWasWritten()
    {
        var written = SampleRecordings.Whole();
        RecordingStore.Write(Folder, written);

        var read = RecordingStore.Read(Folder);

        // Records compare lists by identity, so that their JSON is compared instead.
        Assert.Equal(Json(written.Baseline), Json(read.Baseline));
        Assert.Equal(Json(written.Imports), Json(read.Imports));
        Assert.Equal(Json(written.Samples), Json(read.Samples));
        Assert.Equal(Json(written.Usage), Json(read.Usage));
        Assert.Equal(Json(written.Manifest with { Passes = [] }), Json(read.Manifest with { Passes = [] }));
        Assert.All(read.Manifest.Passes, pass => Assert.Equal(new FileInfo(Path.Combine(Folder, pass.File!)).Length, pass.Bytes));
        Assert.Equal([Folder], Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public void PassesThatFinishedAreKeptWhenALaterOneFails()
    {
        using (var builder = RecordingStore.Begin(Folder))
        {
            builder.WriteBaseline(SampleRecordings.Baseline());
            builder.WriteUsage(SampleRecordings.Usage());
            new SampleFileWriter(builder.SamplesPath).Dispose();
            builder.Commit(SampleRecordings.Manifest(
                SampleRecordings.Pass(Passes.Baseline),
                SampleRecordings.Pass(Passes.Imports, "failed", "import error"),
                SampleRecordings.Pass(Passes.Samples, "failed", "the function took the signal"),
                SampleRecordings.Pass(Passes.Usage, "partial", "an event timed out")));
        }

        var read = RecordingStore.Read(Folder);

        Assert.Null(read.Imports);
        Assert.Null(read.Samples);
        Assert.NotNull(read.Usage);
        Assert.Equal(["baseline.json", "manifest.json", "usage.json"], Names(Folder));
    }

    [Fact]
    public void WithoutACommitNothingIsLeft()
    {
        using (var builder = RecordingStore.Begin(Folder))
            builder.WriteBaseline(SampleRecordings.Baseline());

        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary.Path));
    }

    [Fact]
    public void AnOlderRecordingGivesWayAndAnythingElseDoesNot()
    {
        RecordingStore.Write(Folder, SampleRecordings.Whole());
        RecordingStore.Write(Folder, SampleRecordings.Whole() with
        {
            Usage = null,
            Manifest = SampleRecordings.Manifest(
            SampleRecordings.Pass(Passes.Baseline), SampleRecordings.Pass(Passes.Imports), SampleRecordings.Pass(Passes.Samples))
        });
        Assert.Null(RecordingStore.Read(Folder).Usage);
        Assert.Equal([Folder], Directory.EnumerateFileSystemEntries(_temporary.Path));

        string precious = _temporary.Write("homework/thesis.tex", "years");
        var refusal = Assert.Throws<RecordingException>(() => RecordingStore.Begin(Path.GetDirectoryName(precious)!));
        Assert.Contains("homework", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMessageIsCutToOneLineOf300Characters()
    {
        string message = "ValueError: card " + new string('4', 500) + "\n  second line";
        RecordingStore.Write(Folder, SampleRecordings.Whole() with { Baseline = SampleRecordings.Baseline(message) });

        string kept = RecordingStore.Read(Folder).Baseline.Runs[0].Outcome.Message!;

        Assert.Equal(300, kept.Length);
        Assert.DoesNotContain('\n', kept);
    }

    [Theory]
    [InlineData("baseline.json")]
    [InlineData("imports.json")]
    [InlineData("samples.bin")]
    [InlineData("usage.json")]
    public void AChangedOrMissingFileIsNamed(string name)
    {
        RecordingStore.Write(Folder, SampleRecordings.Whole());
        string path = Path.Combine(Folder, name);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^2] ^= 1;
        File.WriteAllBytes(path, bytes);
        AssertRejected(path, "checksum");

        File.WriteAllBytes(path, bytes[..^1]);
        AssertRejected(path, "manifest says");

        File.Delete(path);
        AssertRejected(path, "not there");
    }

    [Fact]
    public void A_recording_of_version_1_is_read_and_knows_no_names()
    {
        var whole = SampleRecordings.Whole();
        var old = whole with { Manifest = whole.Manifest with { Version = 1 }, Usage = whole.Usage! with { Reads = null } };
        RecordingStore.Write(Folder, old);
        string manifest = File.ReadAllText(Path.Combine(Folder, RecordingFiles.Manifest));
        Assert.Contains("\"version\":1", manifest, StringComparison.Ordinal);

        Assert.Null(RecordingStore.Read(Folder).Usage!.Reads);
    }

    [Theory]
    [InlineData("\"version\":2", "\"version\":3", "version 3")]
    [InlineData("\"version\":2", "\"version\":0", "reads versions 1 to 2")]
    [InlineData("thaw.recording", "thaw.other", "schema")]
    [InlineData("\"baseline.json\"", "\"../baseline.json\"", "expected baseline.json")]
    [InlineData("\"name\":\"usage\"", "\"name\":\"heap\"", "unknown pass 'heap'")]
    [InlineData("\"name\":\"usage\"", "\"name\":\"samples\"", "twice")]
    [InlineData("\"thawVersion\":\"0.1.0\",", "", "thawVersion")]
    [InlineData("\"thawVersion\":", "\"colour\":1,\"thawVersion\":", "colour")]
    [InlineData("{", "", "manifest.json")]
    public void AManifestThatIsNotUnderstoodIsRejected(string original, string replacement, string expected)
    {
        RecordingStore.Write(Folder, SampleRecordings.Whole());
        string path = Path.Combine(Folder, RecordingFiles.Manifest);
        string text = File.ReadAllText(path);
        int at = text.IndexOf(original, StringComparison.Ordinal);
        File.WriteAllText(path, text.Remove(at, original.Length).Insert(at, replacement));

        AssertRejected(path, expected);
    }

    [Fact]
    public void AFolderWithoutAManifestIsNoRecording() => AssertRejected(Path.Combine(Folder, RecordingFiles.Manifest), "not there");

    [Fact]
    public void APassWithoutItsFileIsADefectOfTheCaller()
    {
        using var builder = RecordingStore.Begin(Folder);
        builder.WriteBaseline(SampleRecordings.Baseline());

        Assert.Throws<InvalidOperationException>(() => builder.Commit(
            SampleRecordings.Manifest(SampleRecordings.Pass(Passes.Baseline), SampleRecordings.Pass(Passes.Usage))));
        Assert.Throws<InvalidOperationException>(() => builder.Commit(SampleRecordings.Manifest()));
    }

    private void AssertRejected(string path, string expected)
    {
        string message = Assert.Throws<RecordingException>(() => RecordingStore.Read(Folder)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);

    private static IEnumerable<string?> Names(string folder) => Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order();
}
