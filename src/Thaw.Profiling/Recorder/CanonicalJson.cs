using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Thaw.Profiling.Recorder;

/// <summary>JSON text of plain data with keys in ordinal order, so that equal results have equal checksums.</summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static string Write(object? value) => ToNode(value)?.ToJsonString(Options) ?? "null";

    private static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        long number => JsonValue.Create(number),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        double number => JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
        BigInteger number => JsonNode.Parse(number.ToString(CultureInfo.InvariantCulture)),
        string text => JsonValue.Create(text),
        byte[] bytes => JsonValue.Create(Convert.ToHexStringLower(bytes)),
        object?[] items => new JsonArray([.. items.Select(ToNode)]),
        Dictionary<object, object?> items => new JsonObject(
            items.Select(item => KeyValuePair.Create(KeyText(item.Key), ToNode(item.Value)))
                .OrderBy(item => item.Key, StringComparer.Ordinal)),
        _ => JsonValue.Create(value.ToString()),
    };

    private static string KeyText(object key) => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "";
}
