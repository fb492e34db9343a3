namespace Thaw.Lab.Expectations;

/// <summary>Findings of one function held against what is expected of it.</summary>
/// <param name="Found">Expected, and reported.</param>
/// <param name="Missed">Expected, and not reported.</param>
/// <param name="Wrong">Reported, and neither expected nor acceptable, wholly or in part.</param>
/// <param name="Misplaced">Found, but with another import statement than the one expected.</param>
internal sealed record FindingsScore(
    IReadOnlyList<ExpectedFinding> Found,
    IReadOnlyList<ExpectedFinding> Missed,
    IReadOnlyList<WrongFinding> Wrong,
    IReadOnlyList<ExpectedFinding> Misplaced)
{
    /// <summary>Compares. What is acceptable counts neither for nor against.</summary>
    public static FindingsScore Of(FunctionExpectations expectations, IReadOnlyList<ReportedFinding> reported)
    {
        var found = expectations.Expected.Where(expected => reported.Any(finding => Matches(expected, finding))).ToArray();
        return new FindingsScore(
            found,
            [.. expectations.Expected.Except(found)],
            [
                .. reported.Where(finding => !finding.IsSmall)
                    .Select(finding => new WrongFinding(finding, WrongShare(finding, expectations)))
                    .Where(wrong => wrong.Share > 0),
            ],
            [.. found.Where(expected => expected.ImportedAt is { } place
                && !reported.Any(finding => Matches(expected, finding) && finding.ImportedAt?.Is(place) == true))]);
    }

    // A group of modules is as wrong as the share of its modules that are.
    private static double WrongShare(ReportedFinding finding, FunctionExpectations expectations)
    {
        if (finding.Members.Count == 0)
            return IsRight(finding.Pattern, finding.Target, expectations) ? 0 : 1;

        return (double)finding.Members.Count(member => !IsRight(finding.Pattern, member, expectations)) / finding.Members.Count;
    }

    private static bool IsRight(string pattern, string target, FunctionExpectations expectations) =>
        expectations.Expected.Any(expected => Patterns(expected).Contains(pattern) && Targets(expected).Any(same => IsSame(same, target)))
        || IsAcceptable(pattern, target, expectations);

    private static bool IsAcceptable(string pattern, string target, FunctionExpectations expectations) =>
        expectations.Acceptable.Any(acceptable => acceptable.Patterns.Contains(pattern) && Covers(acceptable.Target, target))
        || expectations.Expected.Any(expected =>
            (pattern == "C1" || Patterns(expected).Contains(pattern)) && Targets(expected).Any(above => Covers(above, target)));

    private static bool Matches(ExpectedFinding expected, ReportedFinding finding) =>
        Patterns(expected).Contains(finding.Pattern)
        && Targets(expected).Any(target => IsSame(target, finding.Target) || finding.Members.Contains(target));

    private static IEnumerable<string> Patterns(ExpectedFinding expected) => expected.Or.Where(IsPattern).Prepend(expected.Pattern);

    private static IEnumerable<string> Targets(ExpectedFinding expected) =>
        expected.Or.Where(item => !IsPattern(item)).Prepend(expected.Target);

    private static bool IsPattern(string text) => text is "C1" or "C2" or "C3" or "C4" or "setup";

    private static bool IsSame(string expected, string reported) =>
        expected == reported || expected + ".*" == reported
        || (FindingPlace.TryParse(expected) is { } place && FindingPlace.TryParse(reported)?.Is(place) == true);

    private static bool Covers(string above, string target) =>
        IsSame(above, target) || target.StartsWith(above + ".", StringComparison.Ordinal);
}

/// <summary>A finding that should not have been reported.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Share">1; of a group, the share of its modules that are neither expected nor acceptable.</param>
internal readonly record struct WrongFinding(ReportedFinding Finding, double Share);
