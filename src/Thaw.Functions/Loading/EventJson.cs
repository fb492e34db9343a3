using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Thaw.Functions.Loading;

/// <summary>Reads JSON of events: strictly, and onto one line.</summary>
internal static class EventJson
{
    // Python's own decoder gives up near its recursion limit of 1,000.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 900 };

    /// <summary>The event in <paramref name="file"/> as JSON on one line.</summary>
    public static string Read(string file) => Read(file, Compact);

    /// <summary>What <paramref name="use"/> makes of the value in <paramref name="file"/>; an error names line and column.</summary>
    public static T Read<T>(string file, Func<JsonElement, T> use)
    {
        var bytes = File.ReadAllBytes(file).AsMemory();
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            return use(document.RootElement);
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new FunctionException(
                $"{file}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}: not JSON: {reason}; an event is one JSON value",
                inner: e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // Texts are decoded when they are read: bytes that are no UTF-8, half of a surrogate pair.
            throw new FunctionException($"{file}: holds text that is not valid Unicode; correct it", inner: e);
        }
    }

    /// <summary>The value without white space; numbers keep their spelling.</summary>
    public static string Compact(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = Strict.MaxDepth }))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
