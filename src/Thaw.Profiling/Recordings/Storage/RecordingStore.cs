using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Thaw.Linux.Ownership;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Recordings as folders: a manifest, and one file for each pass that left something.</summary>
/// <remarks>
/// A folder appears as a whole or not at all: everything is written to a temporary sibling, flushed to the disk and
/// renamed. A reader takes nothing that it does not know, and nothing whose checksum is wrong.
/// </remarks>
public static class RecordingStore
{
    /// <summary>Begins a recording that will be in <paramref name="folder"/> once it is committed.</summary>
    /// <param name="folder">Where it will be.</param>
    /// <param name="ledger">Owns what is temporary until then, so that kill -9 leaves nothing; null for nobody. It must outlive the builder.</param>
    /// <exception cref="RecordingException">The folder is there and is no recording, or can't be made.</exception>
    public static RecordingBuilder Begin(string folder, OwnershipLedger? ledger = null) => new(folder, ledger);

    /// <summary>Writes a recording that is in memory; merged samples are written as one sample a stack.</summary>
    /// <exception cref="RecordingException">The folder is there and is no recording, or can't be written.</exception>
    public static void Write(string folder, Recording recording)
    {
        using var builder = Begin(folder);
        builder.WriteBaseline(recording.Baseline);
        if (recording.Imports is { } imports)
            builder.WriteImports(imports);
        if (recording.Samples is { } samples)
            MergedSamples.Write(builder.SamplesPath, samples);
        if (recording.Usage is { } usage)
            builder.WriteUsage(usage);
        if (recording.Children is { } children)
            builder.WriteChildren(children);

        builder.Commit(recording.Manifest);
    }

    /// <summary>Reads a recording, the samples merged.</summary>
    /// <exception cref="RecordingException">Something is missing, unknown or damaged; the message names the file.</exception>
    public static Recording Read(string folder)
    {
        var manifest = ManifestFile.Read(folder);
        foreach (var pass in manifest.Passes)
            RecordingChecks.CheckPass(folder, pass);

        var baseline = ReadPass(folder, manifest, Passes.Baseline, RecordingJson.Default.BaselinePass)
            ?? throw new RecordingException($"{folder}: has no baseline, which every analysis needs; record again");
        return new Recording(
            manifest,
            baseline,
            ReadPass(folder, manifest, Passes.Imports, RecordingJson.Default.ImportsPass),
            FileOf(folder, manifest, Passes.Samples) is { } samples ? SampleFileReader.Read(samples) : null,
            ReadPass(folder, manifest, Passes.Usage, RecordingJson.Default.UsageDocument)?.ToPass())
        {
            Children = ReadPass(folder, manifest, Passes.Children, RecordingJson.Default.ChildrenPass),
        };
    }

    /// <summary>Reads the manifest alone; the other files are not looked at.</summary>
    /// <exception cref="RecordingException">There is none, or it is unknown or damaged.</exception>
    public static RecordingManifest ReadManifest(string folder) => ManifestFile.Read(folder);

    /// <summary>The path of a pass's file, or null where the pass left none.</summary>
    public static string? FileOf(string folder, RecordingManifest manifest, string pass) =>
        manifest.Passes.FirstOrDefault(p => p.Name == pass)?.File is { } file ? Path.Combine(folder, file) : null;

    private static T? ReadPass<T>(string folder, RecordingManifest manifest, string pass, JsonTypeInfo<T> type)
        where T : class
    {
        if (FileOf(folder, manifest, pass) is not { } path)
            return null;

        using var file = RecordingChecks.Open(path);
        return RecordingChecks.Deserialize(path, () => JsonSerializer.Deserialize(file, type));
    }
}
