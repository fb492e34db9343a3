using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Hosting.Functions;

/// <summary>The file of one deployed function.</summary>
internal static class FunctionFile
{
    private const string Schema = "thaw.function";
    private const int Version = 1;

    public static void Write(string path, DeployedFunction function) =>
        ChecksummedFile.Write(path, Schema, Version, function, FunctionJson.Default.DeployedFunction);

    /// <exception cref="InvalidDataException">It is damaged, or of a format that is not known; the message says which.</exception>
    public static DeployedFunction Read(string path) => ChecksummedFile.Read(path, Schema, Version, FunctionJson.Default.DeployedFunction);
}

/// <summary>The file's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeployedFunction))]
internal sealed partial class FunctionJson : JsonSerializerContext;
