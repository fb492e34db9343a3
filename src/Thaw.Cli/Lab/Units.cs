using System.Globalization;

namespace Thaw.Cli.Lab;

/// <summary>Numbers with their units, short enough for a table.</summary>
internal static class Units
{
    /// <summary>Formats a number of a unit of the lab.</summary>
    public static string Format(double value, string unit)
    {
        var (text, suffix) = unit switch
        {
            "share" => (value * 100, " %"),
            "bytes" when Math.Abs(value) >= 1e9 => (value / 1e9, " GB"),
            "bytes" => (value / 1e6, " MB"),
            "ratio" or "count" => (value, ""),
            _ => (value, " " + unit),
        };
        return text.ToString(Digits(text, unit), CultureInfo.InvariantCulture) + suffix;
    }

    /// <summary>Formats an interval, the unit once.</summary>
    public static string Range(double low, double high, string unit)
    {
        string last = Format(high, unit);
        string first = Format(low, unit);
        int space = last.LastIndexOf(' ');
        bool isSameUnit = space > 0 && first.EndsWith(last[space..], StringComparison.Ordinal);
        return $"{(isSameUnit ? first[..^(last.Length - space)] : first)} … {last}";
    }

    private static string Digits(double value, string unit) => (unit, Math.Abs(value)) switch
    {
        ("ratio", _) => "0.000",
        ("count", _) => "0",
        (_, >= 100) => "0",
        (_, >= 10) => "0.0",
        _ => "0.00",
    };
}
