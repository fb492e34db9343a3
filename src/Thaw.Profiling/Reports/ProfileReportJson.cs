using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Thaw.Profiling.Reports;

/// <summary>Writes reports as JSON: camelCase, indented, numbers to four decimals, a newline at the end.</summary>
public static class ProfileReportJson
{
    private static readonly ReportJson Context = new(CreateOptions());

    /// <summary>Writes a report; leaves the stream open.</summary>
    public static void Write(Stream stream, ProfileReport report)
    {
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, report, Context.ProfileReport);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>The text of a report.</summary>
    public static string ToText(ProfileReport report) => JsonSerializer.Serialize(report, Context.ProfileReport) + "\n";

    /// <summary>Reads a report.</summary>
    /// <exception cref="JsonException">It is no report: something that must be there is not.</exception>
    public static ProfileReport Read(Stream stream) =>
        JsonSerializer.Deserialize(stream, Context.ProfileReport) ?? throw new JsonException("it is null");

    /// <summary>How all documents on profiles are written.</summary>
    internal static JsonSerializerOptions CreateOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new RoundedConverter() },
    };

    /// <summary>Numbers that carry no more digits than they deserve; what is no number becomes 0.</summary>
    private sealed class RoundedConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(double.IsFinite(value) ? Math.Round(value, 4) : 0);
    }
}

[JsonSerializable(typeof(ProfileReport))]
internal sealed partial class ReportJson : JsonSerializerContext;
