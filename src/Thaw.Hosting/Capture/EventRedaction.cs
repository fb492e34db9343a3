using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Thaw.Hosting.Capture;

/// <summary>Writes an event again, in the same shape, without what the rules call secret.</summary>
/// <remarks>JSON in texts is taken apart, too, and so are bodies of HTTP requests in base64; of a body that is no text nothing is kept.</remarks>
internal static class EventRedaction
{
    private const int Deepest = 16;

    /// <summary>The event without secrets, JSON.</summary>
    public static string Apply(JsonElement json, RedactionRules rules) => Apply(json, rules, 0);

    private static string Apply(JsonElement json, RedactionRules rules, int depth)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            new Writing(writer, rules, depth).Write(json, false);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private readonly record struct Writing(Utf8JsonWriter Writer, RedactionRules Rules, int Depth)
    {
        public void Write(JsonElement value, bool isSecret)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    WriteObject(value, isSecret);
                    break;
                case JsonValueKind.Array:
                    Writer.WriteStartArray();
                    foreach (var item in value.EnumerateArray())
                        Write(item, isSecret);
                    Writer.WriteEndArray();
                    break;
                case JsonValueKind.String:
                    Writer.WriteStringValue(isSecret ? RedactionRules.Redacted : Text(value.GetString()!));
                    break;
                case JsonValueKind.Number when isSecret:
                    Writer.WriteNumberValue(0);
                    break;
                default:
                    value.WriteTo(Writer);
                    break;
            }
        }

        private void WriteObject(JsonElement value, bool isSecret)
        {
            var isEncoded = value.TryGetProperty("isBase64Encoded", out var encoded) && encoded.ValueKind == JsonValueKind.True;
            var pair = NamesSecret(value);
            Writer.WriteStartObject();
            foreach (var property in value.EnumerateObject())
            {
                Writer.WritePropertyName(property.Name);
                if (isEncoded && !isSecret && property is { Name: "body", Value.ValueKind: JsonValueKind.String })
                    Writer.WriteStringValue(Encoded(property.Value));
                else
                    Write(property.Value, isSecret || Rules.IsSecret(property.Name) || (pair && property.Name.StartsWith("value", StringComparison.OrdinalIgnoreCase)));
            }
            Writer.WriteEndObject();
        }

        // As {"name": "Authorization", "value": "…"}, which lists of headers and of fields consist of.
        private bool NamesSecret(JsonElement value)
        {
            foreach (var property in value.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String && property.Name.ToLowerInvariant() is "name" or "key"
                    && Rules.IsSecret(property.Value.GetString()!))
                {
                    return true;
                }
            }
            return false;
        }

        private string Encoded(JsonElement body)
        {
            if (!body.TryGetBytesFromBase64(out var bytes))
                return "";
            try
            {
                return Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes))));
            }
            catch (DecoderFallbackException)
            {
                return "";
            }
        }

        private string Text(string text)
        {
            if (Depth < Deepest && text.AsSpan().TrimStart() is ['{' or '[', ..])
            {
                try
                {
                    using var inner = JsonDocument.Parse(text);
                    return Apply(inner.RootElement, Rules, Depth + 1);
                }
                catch (JsonException)
                {
                    // A text like any other.
                }
            }
            return Rules.Clean(text);
        }
    }
}
