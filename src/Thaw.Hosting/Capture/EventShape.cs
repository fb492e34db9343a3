using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Thaw.Hosting.Capture;

/// <summary>
/// What makes events alike: names and kinds of their values, whatever the order, and the words by which functions usually choose what to
/// do. Lists count by the shapes in them, not by their length.
/// </summary>
internal static class EventShape
{
    private const int LongestWord = 48;

    // Names whose value says what kind of event it is: HTTP, AWS's services, and what people write themselves.
    private static readonly HashSet<string> Choosing = new(StringComparer.OrdinalIgnoreCase)
    {
        "routeKey", "resource", "httpMethod", "method", "eventName", "eventSource", "source", "detail-type", "action", "operation", "op",
        "command", "type", "kind", "do", "version",
    };

    /// <summary>The shape, 16 hexadecimal digits.</summary>
    public static string Of(JsonElement json) => Hash(json, false).ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Hash(JsonElement value, bool isChoosing) => value.ValueKind switch
    {
        JsonValueKind.Object => HashOf(value),
        JsonValueKind.Array => value.EnumerateArray().Select(item => Hash(item, false)).Distinct().Aggregate(2UL, (sum, each) => sum + Mix(each)),
        JsonValueKind.String when isChoosing && value.GetString() is { Length: <= LongestWord } word => Mix(Fold(word)),
        var kind => (ulong)kind + 10,
    };

    // A sum, because the order of names means nothing.
    private static ulong HashOf(JsonElement value)
    {
        var sum = 1UL;
        foreach (var property in value.EnumerateObject())
            sum += Mix(Fold(property.Name) ^ (31 * Hash(property.Value, Choosing.Contains(property.Name))));
        return sum;
    }

    // FNV-1a: the same in every process, because shapes are kept on the disk.
    private static ulong Fold(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var each in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ each) * 1099511628211UL;
        return hash;
    }

    // The finaliser of SplitMix64, so that sums of similar parts differ.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9UL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebUL;
        return value ^ (value >> 31);
    }
}
