using System.Text.Json;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Reads and writes <c>manifest.json</c>.</summary>
internal static class ManifestFile
{
    /// <summary>Reads the manifest of a folder.</summary>
    public static RecordingManifest Read(string folder)
    {
        string path = Path.Combine(folder, RecordingFiles.Manifest);
        using var file = RecordingChecks.Open(path);
        CheckVersion(path, file);
        file.Position = 0;
        var manifest = RecordingChecks.Deserialize(
            path, () => JsonSerializer.Deserialize(file, RecordingJson.Default.RecordingManifest));
        CheckPasses(path, manifest);
        return manifest;
    }

    // Schema and version are read before the rest, so that a newer format is called that and not malformed.
    private static void CheckVersion(string path, Stream file)
    {
        using var document = RecordingChecks.Deserialize(path, () => JsonDocument.Parse(file));
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("schema", out var schema)
            || !schema.ValueEquals(RecordingManifest.SchemaName))
            throw new RecordingException($"{path}: is not a manifest of schema {RecordingManifest.SchemaName}");

        if (!root.TryGetProperty("version", out var version)
            || !version.TryGetInt32(out int number)
            || number is < RecordingManifest.OldestVersion or > RecordingManifest.CurrentVersion)
            throw new RecordingException(
                $"{path}: has version {version}, this Thaw reads versions {RecordingManifest.OldestVersion} to {RecordingManifest.CurrentVersion}; record again, or use the Thaw that recorded it");
    }

    private static void CheckPasses(string path, RecordingManifest manifest)
    {
        var twice = manifest.Passes.GroupBy(p => p.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new RecordingException($"{path}: names the pass '{twice.Key}' twice");
    }
}
