using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Linux.Files;

namespace Thaw.Snapshots.Capture;

/// <summary>What a restore has to know of a captured process beside CRIU's images, in whose folder it lies as <see cref="FileName"/>.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Version">Of this form: 1.</param>
/// <param name="Pid">Its number, which it has in each sandbox.</param>
/// <param name="UserId">The uid and gid that it had.</param>
/// <param name="Output">The pipe of its outputs, as CRIU names it.</param>
/// <param name="Channel">Its channel's end, as CRIU names it.</param>
/// <param name="HasTemporaryFiles">Whether there is a file <see cref="TemporaryFileName"/>.</param>
public sealed record CapturedProcess(string Schema, int Version, int Pid, uint UserId, string Output, string Channel, bool HasTemporaryFiles)
{
    /// <summary>The name of its form.</summary>
    public const string SchemaName = "thaw.captured-process";

    /// <summary>The name of its file.</summary>
    public const string FileName = "process.json";

    /// <summary>The file with what was in /tmp.</summary>
    public const string TemporaryFileName = "tmp.files";

    private const long LongestFile = 64 * 1024;

    /// <summary>Reads it from a folder.</summary>
    /// <param name="folder">The images' folder.</param>
    /// <exception cref="SnapshotException">It is not there, or not one.</exception>
    public static CapturedProcess Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        try
        {
            if (new FileInfo(file).Length > LongestFile)
                throw new SnapshotException($"{file} is too long to be one of Thaw's");
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(file), CapturedProcessJson.Default.CapturedProcess);
            return read is { Schema: SchemaName, Version: 1, Pid: > 1, UserId: > 0, Output.Length: > 0, Channel.Length: > 0 }
                ? read
                : throw new SnapshotException($"{file} is of another version of Thaw, or damaged");
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new SnapshotException($"{file} cannot be read: {e.Message}", e);
        }
    }

    internal void Write(string folder) => DurableFile.WriteAtomically(
        Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, CapturedProcessJson.Default.CapturedProcess));
}

/// <summary>Its JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CapturedProcess))]
internal sealed partial class CapturedProcessJson : JsonSerializerContext;
