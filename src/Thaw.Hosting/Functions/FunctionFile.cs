using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Linux.Files;

namespace Thaw.Hosting.Functions;

/// <summary>
/// The file of one deployed function: a first line that says what follows, with its checksum, then the function in JSON.
/// </summary>
internal static class FunctionFile
{
    private const string Schema = "thaw.function";
    private const int Version = 1;

    public static void Write(string path, DeployedFunction function)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(function, FunctionJson.Default.DeployedFunction);
        var header = new FunctionHeader(Schema, Version, body.Length, Convert.ToHexStringLower(SHA256.HashData(body)));
        DurableFile.WriteAtomically(path, stream =>
        {
            stream.Write(JsonSerializer.SerializeToUtf8Bytes(header, FunctionJson.Default.FunctionHeader));
            stream.WriteByte((byte)'\n');
            stream.Write(body);
        });
    }

    /// <exception cref="InvalidDataException">It is damaged, or of a format that is not known; the message says which.</exception>
    public static DeployedFunction Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var end = Array.IndexOf(bytes, (byte)'\n');
        if (end < 0)
            throw new InvalidDataException($"{path}: damaged: it has no first line");
        try
        {
            var header = JsonSerializer.Deserialize(bytes.AsSpan(0, end), FunctionJson.Default.FunctionHeader);
            if (header is not { Schema: Schema, Version: Version })
                throw new InvalidDataException($"{path}: not a function of format {Version}; another version of Thaw may have written it");
            var body = bytes.AsSpan(end + 1);
            if (body.Length != header.Bytes || Convert.ToHexStringLower(SHA256.HashData(body)) != header.Sha256)
                throw new InvalidDataException($"{path}: damaged: its content does not have the checksum of its first line");
            return JsonSerializer.Deserialize(body, FunctionJson.Default.DeployedFunction)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: damaged: {e.Message}", e);
        }
    }
}

/// <summary>The first line.</summary>
internal sealed record FunctionHeader(string Schema, int Version, int Bytes, string Sha256);

/// <summary>The file's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeployedFunction))]
[JsonSerializable(typeof(FunctionHeader))]
internal sealed partial class FunctionJson : JsonSerializerContext;
