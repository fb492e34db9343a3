using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Thaw.Linux.Files;

namespace Thaw.Hosting.Functions;

/// <summary>A file whose first line says in JSON what follows: schema, version, length and checksum.</summary>
internal static class ChecksummedFile
{
    /// <summary>Writes a value as JSON.</summary>
    public static void Write<T>(string path, string schema, int version, T value, JsonTypeInfo<T> type) =>
        Write(path, schema, version, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Reads a value that was written as JSON.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a format that is not known; the message says which.</exception>
    public static T Read<T>(string path, string schema, int version, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Read(path, schema, version), type) ?? throw new InvalidDataException($"{path}: not {schema}: null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: not {schema}: {e.Message}", e);
        }
    }

    public static void Write(string path, string schema, int version, byte[] body)
    {
        var header = new FileHeader(schema, version, body.Length, Convert.ToHexStringLower(SHA256.HashData(body)));
        DurableFile.WriteAtomically(path, stream =>
        {
            stream.Write(JsonSerializer.SerializeToUtf8Bytes(header, FileHeaderJson.Default.FileHeader));
            stream.WriteByte((byte)'\n');
            stream.Write(body);
        });
    }

    /// <exception cref="InvalidDataException">It is damaged, or of a format that is not known; the message says which.</exception>
    public static byte[] Read(string path, string schema, int version)
    {
        var bytes = File.ReadAllBytes(path);
        var end = Array.IndexOf(bytes, (byte)'\n');
        if (end < 0)
            throw new InvalidDataException($"{path}: damaged: it has no first line");
        FileHeader? header;
        try
        {
            header = JsonSerializer.Deserialize(bytes.AsSpan(0, end), FileHeaderJson.Default.FileHeader);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: damaged: its first line is no JSON", e);
        }
        if (header?.Schema != schema || header.Version != version)
            throw new InvalidDataException($"{path}: not {schema} of format {version}; another version of Thaw may have written it");
        var body = bytes[(end + 1)..];
        return body.Length == header.Bytes && Convert.ToHexStringLower(SHA256.HashData(body)) == header.Sha256
            ? body
            : throw new InvalidDataException($"{path}: damaged: its content does not have the checksum of its first line");
    }
}

/// <summary>The first line.</summary>
internal sealed record FileHeader(string Schema, int Version, int Bytes, string Sha256);

/// <summary>The first line's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FileHeader))]
internal sealed partial class FileHeaderJson : JsonSerializerContext;
