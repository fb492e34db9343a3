namespace Thaw.Optimizing.Budgeting.Statistics;

/// <summary>After how many pairs the figures are looked at, and how sure each look must be.</summary>
/// <remarks>
/// Who looks after every pair and stops at the first interval that suits is wrong far more often than the interval says. So the
/// looks are fixed beforehand, and the probability of a wrong verdict is spent on them in equal parts: the probability that any
/// of the looks is wrong is at most the sum of theirs, however they depend on each other (Bonferroni's inequality; C. Jennison,
/// B. W. Turnbull, "Group Sequential Methods with Applications to Clinical Trials", 2000, chapters 2 and 7).
/// </remarks>
internal static class Looks
{
    /// <summary>The probability of a false alarm over all looks where the truth is exactly at the limit; less below it. The same for a regression that is let pass.</summary>
    public const double ErrorOfAll = 0.01;

    /// <summary>Pairs at each look. Even, so that both orders of a pair count the same; each half more than the one before.</summary>
    public static IReadOnlyList<int> Pairs { get; } = [16, 24, 36, 54, 80, 120, 180, 270, 400];

    /// <summary>The probability of error that one look may spend, on each side.</summary>
    public static double ErrorOfOne => ErrorOfAll / Pairs.Count;
}
