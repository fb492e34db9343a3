using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Thaw.Functions;

/// <summary>
/// A condition on Python versions, written as Python's packaging tools write it: clauses with <c>&gt;=</c>,
/// <c>&gt;</c>, <c>&lt;=</c>, <c>&lt;</c>, <c>==</c>, <c>!=</c> (both also with <c>.*</c>) and <c>~=</c>, joined by
/// commas. A bare version such as <c>3.11</c> means <c>==3.11.*</c>.
/// </summary>
public sealed class VersionSpecifier
{
    private static readonly string[] Operators = [">=", "<=", "==", "!=", "~=", ">", "<"];

    private readonly IReadOnlyList<Clause> _clauses;
    private readonly string _text;

    private VersionSpecifier(string text, IReadOnlyList<Clause> clauses) => (_text, _clauses) = (text, clauses);

    /// <summary>Reads a specifier.</summary>
    /// <param name="text">For example <c>&gt;=3.9,&lt;3.14</c>.</param>
    /// <param name="specifier">The specifier, if this returns true.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out VersionSpecifier? specifier)
    {
        var clauses = text.Split(',', StringSplitOptions.TrimEntries).Select(Parse).ToList();
        specifier = clauses.Contains(null) ? null : new VersionSpecifier(text.Trim(), [.. clauses.Select(c => c!)]);
        return specifier is not null;
    }

    /// <summary>True if <paramref name="version"/> fulfils every clause.</summary>
    /// <param name="version">For example <c>3.11.2</c>; what follows the numbers, as in <c>3.15.0rc1</c>, is ignored.</param>
    public bool Matches(string version)
    {
        var numbers = LeadingNumbers(version);
        return numbers.Count > 0 && _clauses.All(c => c.Matches(numbers));
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static Clause? Parse(string text)
    {
        var written = Operators.FirstOrDefault(o => text.StartsWith(o, StringComparison.Ordinal));
        var version = text[(written?.Length ?? 0)..].Trim();
        var wildcard = version.EndsWith(".*", StringComparison.Ordinal);
        var numbers = Numbers(wildcard ? version[..^2] : version);
        if (numbers is null || (wildcard && written is not ("==" or "!=" or null)) || (written == "~=" && numbers.Count < 2))
            return null;
        return new Clause(written ?? "==", numbers, wildcard || written is null);
    }

    private static List<int>? Numbers(string version)
    {
        var parts = version.Split('.');
        if (parts.Length > 3 || parts.Any(p => p.Length is 0 or > 4 || !p.All(char.IsAsciiDigit)))
            return null;
        return [.. parts.Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
    }

    private static List<int> LeadingNumbers(string version)
    {
        var end = 0;
        while (end < version.Length && (char.IsAsciiDigit(version[end]) || version[end] == '.'))
            end++;
        return Numbers(version[..end].TrimEnd('.')) ?? [];
    }

    private sealed record Clause(string Operator, IReadOnlyList<int> Numbers, bool Wildcard)
    {
        public bool Matches(IReadOnlyList<int> version) => Operator switch
        {
            "==" => Equal(version, Wildcard ? Numbers.Count : 3),
            "!=" => !Equal(version, Wildcard ? Numbers.Count : 3),
            "~=" => Compare(version, 3) >= 0 && Equal(version, Numbers.Count - 1),
            ">=" => Compare(version, 3) >= 0,
            "<=" => Compare(version, 3) <= 0,
            ">" => Compare(version, 3) > 0,
            _ => Compare(version, 3) < 0,
        };

        private bool Equal(IReadOnlyList<int> version, int places) => Compare(version, places) == 0;

        private int Compare(IReadOnlyList<int> version, int places)
        {
            for (var i = 0; i < places; i++)
            {
                var difference = version.ElementAtOrDefault(i).CompareTo(Numbers.ElementAtOrDefault(i));
                if (difference != 0)
                    return difference;
            }
            return 0;
        }
    }
}
