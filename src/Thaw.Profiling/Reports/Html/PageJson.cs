using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Thaw.Profiling.Reports.Html;

/// <summary>How the page's data is written: compact, three decimals, nothing that HTML could take for markup.</summary>
[JsonSerializable(typeof(PageData))]
internal sealed partial class PageJson : JsonSerializerContext
{
    /// <summary>For the page of a profile.</summary>
    public static PageJson Context { get; } = new(CreateOptions());

    /// <summary>The encoder lets letters of all scripts through and escapes &lt;, &gt;, &amp;, quotes and what it does not know.</summary>
    public static JsonSerializerOptions CreateOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new ThreeDecimals() },
    };

    /// <summary>Microseconds are the finest that is shown; what is no number becomes 0.</summary>
    private sealed class ThreeDecimals : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(double.IsFinite(value) ? Math.Round(value, 3) : 0);
    }
}
