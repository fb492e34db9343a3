using System.Globalization;

namespace Thaw.Images.Traces;

/// <summary>Fields of a line with commas between them and no quotes, as the traces have it, read from the left.</summary>
/// <param name="file">The file, for messages.</param>
/// <param name="number">The line's number in it, from 1.</param>
/// <param name="text">The line.</param>
internal ref struct CsvLine(string file, long number, ReadOnlySpan<char> text)
{
    /// <summary>More than any function of a real trace has in a minute; sums of a few stay within an int.</summary>
    private const int MostCounted = 100_000_000;

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Whether all fields are read.</summary>
    public readonly bool IsAtEnd => _at > _text.Length;

    /// <summary>What lies before the next field, without the comma.</summary>
    public readonly ReadOnlySpan<char> Before => _text[..Math.Max(0, _at - 1)];

    /// <summary>The next field.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public ReadOnlySpan<char> Next(string what)
    {
        if (IsAtEnd)
            throw Wrong($"the line ends before {what}");
        var rest = _text[_at..];
        var length = rest.IndexOf(',') is >= 0 and var comma ? comma : rest.Length;
        _at += length + 1;
        return rest[..length];
    }

    /// <summary>The next field as a number that is not negative.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public double NextNumber(string what)
    {
        var field = Next(what);
        return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && double.IsFinite(value)
            ? value
            : throw Wrong($"{what} is '{Shown(field)}', not a number of 0 or more");
    }

    /// <summary>The next field as a count, up to <see cref="MostCounted"/>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public int NextCount(string what)
    {
        var field = Next(what);
        return int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MostCounted
            ? value
            : throw Wrong($"{what} is '{Shown(field)}', not a whole number from 0 to {MostCounted}");
    }

    /// <summary>An error at this line.</summary>
    public readonly FormatException Wrong(string what) => new($"{file}:{number}: {what}");

    private static string Shown(ReadOnlySpan<char> field) => field.Length <= 40 ? field.ToString() : string.Concat(field[..40], "…");
}
