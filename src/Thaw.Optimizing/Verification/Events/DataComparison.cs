using System.Globalization;
using System.Text.RegularExpressions;

namespace Thaw.Optimizing.Verification.Events;

/// <summary>Compares plain data as JSON would hold them, path by path.</summary>
internal sealed partial class DataComparison(Func<string, bool> isMasked)
{
    private readonly List<(string Path, string First, string Second)> _differences = [];

    /// <summary>Where the two differ; a list of another length, and what is there on one side only, as a whole.</summary>
    public IReadOnlyList<(string Path, string First, string Second)> Differences => _differences;

    /// <summary>Values that were compared, and not masked; an empty list or object is one.</summary>
    public int Compared { get; private set; }

    /// <summary>Compares two values at a path such as <c>result.items[0]</c>.</summary>
    public void Compare(string path, object? first, object? second)
    {
        if (isMasked(path))
        {
            return;
        }

        switch (first, second)
        {
            case (Dictionary<object, object?> one, Dictionary<object, object?> two):
                CompareMembers(path, Members(one), Members(two));
                break;
            case (object?[] one, object?[] two) when one.Length == two.Length:
                Compared += one.Length == 0 ? 1 : 0;
                for (int i = 0; i < one.Length; i++)
                {
                    Compare(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), one[i], two[i]);
                }

                break;
            default:
                CompareLeaves(path, first, second);
                break;
        }
    }

    /// <summary>A value on one line, shortened.</summary>
    public static string TextOf(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => "\"" + text + "\"",
        double number => TextOf(number),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        object?[] items => string.Create(CultureInfo.InvariantCulture, $"a list of {items.Length}"),
        Dictionary<object, object?> items => string.Create(CultureInfo.InvariantCulture, $"an object of {items.Count}"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>Told apart from the whole number, as JSON does.</summary>
    private static string TextOf(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return IsWhole().IsMatch(text) ? text + ".0" : text;
    }

    private void CompareMembers(string path, Dictionary<string, object?> first, Dictionary<string, object?> second)
    {
        Compared += first.Count + second.Count == 0 ? 1 : 0;
        foreach (string key in first.Keys.Union(second.Keys).Order(StringComparer.Ordinal))
        {
            string at = IsName().IsMatch(key) ? $"{path}.{key}" : $"{path}[\"{key}\"]";
            bool inFirst = first.TryGetValue(key, out object? one);
            bool inSecond = second.TryGetValue(key, out object? two);
            if (inFirst && inSecond)
            {
                Compare(at, one, two);
            }
            else if (!isMasked(at))
            {
                _differences.Add((at, inFirst ? TextOf(one) : "absent", inSecond ? TextOf(two) : "absent"));
            }
        }
    }

    private void CompareLeaves(string path, object? first, object? second)
    {
        Compared++;
        string one = TextOf(first);
        string two = TextOf(second);
        if (one != two || (first is object?[] && second is object?[]))
        {
            _differences.Add((path, one, two));
        }
    }

    /// <summary>As JSON has them: every key a text.</summary>
    private static Dictionary<string, object?> Members(Dictionary<object, object?> items)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach ((object key, object? value) in items)
        {
            members[key is string text ? text : TextOf(key is DBNull ? null : key)] = value;
        }

        return members;
    }

    [GeneratedRegex(@"^-?\d+$")]
    private static partial Regex IsWhole();

    [GeneratedRegex(@"^[\w-]+$")]
    private static partial Regex IsName();
}
