using System.Globalization;
using System.Text.RegularExpressions;
using Thaw.Conventions.Tests.Sources;

namespace Thaw.Conventions.Tests.Documents;

/// <summary>Decision records are numbered without a gap and tell what they must.</summary>
public sealed partial class DecisionTests
{
    private static readonly string[] Parts = ["\nStatus: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"];

    private static IReadOnlyList<string> Records { get; } = TrackedFiles.Below("docs/decisions/", ".md");

    [Fact]
    public void Numbers_have_no_gap()
    {
        var numbers = Records.Select(path => FileName().Match(path).Groups[1].Value).ToList();
        Assert.NotEmpty(numbers);
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(n => n.ToString("0000", CultureInfo.InvariantCulture)), numbers);
    }

    [Fact]
    public void Each_tells_its_status_context_decision_and_consequences() =>
        Violations.None(
            from path in Records
            let text = TrackedFiles.Read(path)
            from part in Parts
            where !text.Contains(part, StringComparison.Ordinal)
            select $"{path}: no{part.Replace('\n', ' ')}",
            "a decision record has a status, a context, a decision and consequences");

    [GeneratedRegex(@"/(\d{4})-[a-z0-9-]+\.md$")]
    private static partial Regex FileName();
}
