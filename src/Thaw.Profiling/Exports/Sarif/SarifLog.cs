using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thaw.Profiling.Exports.Sarif;

/// <summary>A SARIF 2.1.0 log with one run.</summary>
public static class SarifLog
{
    /// <summary>Writes the log and a line end; leaves the stream open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="run">The run; it becomes part of the log and can be in no other.</param>
    public static void Write(Stream stream, JsonObject run)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var log = new JsonObject
        {
            ["$schema"] = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(run),
        };
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            log.WriteTo(json);
        }

        stream.WriteByte((byte)'\n');
    }
}
