using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Optimizing.Reports;

/// <summary>Writes reports as JSON: camelCase, indented, numbers to four decimals, a newline at the end.</summary>
public static class OptimizeReportJson
{
    private static readonly OptimizeJson Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new RoundedConverter() },
    });

    /// <summary>The text of a report.</summary>
    public static string ToText(OptimizeReport report) => JsonSerializer.Serialize(report, Context.OptimizeReport) + "\n";

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is no report.</exception>
    public static OptimizeReport Read(Stream stream) =>
        JsonSerializer.Deserialize(stream, Context.OptimizeReport) ?? throw new JsonException("it is null");

    /// <summary>Numbers that carry no more digits than they deserve; what is no number becomes 0.</summary>
    private sealed class RoundedConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(double.IsFinite(value) ? Math.Round(value, 4) : 0);
    }
}

[JsonSerializable(typeof(OptimizeReport))]
internal sealed partial class OptimizeJson : JsonSerializerContext;
