using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Cli.Terminal;

/// <summary>How every command writes JSON: camelCase, indented, enumerations as camelCase words, one document on standard output.</summary>
internal static class JsonOutput
{
    /// <summary>The options of all documents that <c>thaw</c> prints.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // The output goes to a terminal or a file, never into a web page: paths and quotes stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes one document and a line end.</summary>
    /// <param name="output">Standard output of the command.</param>
    /// <param name="document">A record whose first members are <c>Schema</c> and <c>Version</c>.</param>
    public static void Write<T>(TextWriter output, T document) =>
        output.WriteLine(JsonSerializer.Serialize(document, Options));
}
