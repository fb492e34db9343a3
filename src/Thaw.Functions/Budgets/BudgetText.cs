using System.Globalization;

namespace Thaw.Functions.Budgets;

/// <summary>Reads limits as people write them: <c>300ms</c>, <c>1.5s</c>, <c>120MB</c>, <c>128MiB</c>, <c>5%</c>.</summary>
/// <remarks>A number without a unit is rejected: 300 may be ms or MB, and 5 may be 5 % or fivefold.</remarks>
public static class BudgetText
{
    private const double LargestMs = 86_400_000;
    private const double LargestBytes = 1L << 50;
    private const double LargestShare = 100;

    private static readonly Dictionary<string, double> Times = new(StringComparer.Ordinal) { ["ms"] = 1, ["s"] = 1000 };

    private static readonly Dictionary<string, double> Sizes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kB"] = 1e3,
        ["MB"] = 1e6,
        ["GB"] = 1e9,
        ["KiB"] = 1L << 10,
        ["MiB"] = 1L << 20,
        ["GiB"] = 1L << 30,
    };

    private static readonly Dictionary<string, double> Shares = new(StringComparer.Ordinal) { ["%"] = 0.01 };

    /// <summary>A time, ms; above 0, at most a day.</summary>
    /// <param name="where">What the text stands in, such as <c>--init</c>.</param>
    /// <param name="text">Such as <c>300ms</c>.</param>
    /// <exception cref="FormatException">It is none; one line says what to write.</exception>
    public static double Ms(string where, string text) =>
        Read(text, Times, LargestMs) is { } ms and > 0 ? ms : throw Bad(where, text, "a time above 0, such as 300ms or 1.5s");

    /// <summary>A size, bytes; at least 1, at most a PiB.</summary>
    /// <param name="where">What the text stands in, such as <c>--memory</c>.</param>
    /// <param name="text">Such as <c>120MB</c> (a million bytes each) or <c>128MiB</c>.</param>
    /// <exception cref="FormatException">It is none; one line says what to write.</exception>
    public static long Bytes(string where, string text) =>
        Read(text, Sizes, LargestBytes) is { } bytes and >= 1 ? (long)bytes : throw Bad(where, text, "a size above 0, such as 120MB or 128MiB");

    /// <summary>A share, 0 to 100 (10,000 %).</summary>
    /// <param name="where">What the text stands in, such as <c>--max-regression</c>.</param>
    /// <param name="text">Such as <c>5%</c>.</param>
    /// <exception cref="FormatException">It is none; one line says what to write.</exception>
    public static double Share(string where, string text) =>
        Read(text, Shares, LargestShare) ?? throw Bad(where, text, "a percentage of 0 or more, such as 5%");

    private static double? Read(string text, Dictionary<string, double> units, double largest)
    {
        text = text.Trim();
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        var isNumber = double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return isNumber && units.TryGetValue(text[digits..].TrimStart(), out var unit) && number * unit <= largest ? number * unit : null;
    }

    private static FormatException Bad(string where, string text, string wanted) => new($"{where}: '{text}' is not {wanted}; write number and unit");
}
