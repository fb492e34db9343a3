using System.Globalization;

namespace Thaw.Functions;

/// <summary>How long an instance of a function is kept that has nothing to do: a fixed time, or one that is learnt from how often it is invoked.</summary>
/// <param name="Fixed">The time, 0.1 to 86,400 s; null: it is learnt.</param>
public sealed record KeepAliveRule(TimeSpan? Fixed)
{
    private const string FixedWord = "fixed:";
    private const string LearntWord = "learnt";

    /// <summary>The rule in words, as <see cref="Parse"/> reads them.</summary>
    public override string ToString() =>
        Fixed is { } time ? string.Create(CultureInfo.InvariantCulture, $"{FixedWord}{time.TotalSeconds:0.###}s") : LearntWord;

    /// <summary>Reads <c>learnt</c>, <c>fixed:60s</c>, or seconds.</summary>
    /// <param name="text">The words.</param>
    /// <exception cref="FormatException">They are something else.</exception>
    public static KeepAliveRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == LearntWord)
            return new KeepAliveRule((TimeSpan?)null);
        var number = text.StartsWith(FixedWord, StringComparison.Ordinal) ? text[FixedWord.Length..] : text;
        number = number.EndsWith('s') ? number[..^1] : number;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0.1 and <= 86_400
            ? new KeepAliveRule(TimeSpan.FromSeconds(seconds))
            : throw new FormatException($"'{text}' says not how long to keep an idle instance; write fixed:60s (0.1 to 86400) or {LearntWord}");
    }
}
