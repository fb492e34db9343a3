using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Hosting.Functions;

/// <summary>The file of one deployed function.</summary>
internal static class FunctionFile
{
    private const string Schema = "thaw.function";
    private const int Version = 1;

    public static void Write(string path, DeployedFunction function) =>
        ChecksummedFile.Write(path, Schema, Version, JsonSerializer.SerializeToUtf8Bytes(function, FunctionJson.Default.DeployedFunction));

    /// <exception cref="InvalidDataException">It is damaged, or of a format that is not known; the message says which.</exception>
    public static DeployedFunction Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(ChecksummedFile.Read(path, Schema, Version), FunctionJson.Default.DeployedFunction)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: not a function: {e.Message}", e);
        }
    }
}

/// <summary>The file's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeployedFunction))]
internal sealed partial class FunctionJson : JsonSerializerContext;
