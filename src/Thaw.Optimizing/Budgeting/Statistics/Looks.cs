namespace Thaw.Optimizing.Budgeting.Statistics;

/// <summary>After how many pairs the figures are looked at, and how sure each look must be.</summary>
/// <remarks>
/// Who looks after every pair and stops at the first interval that suits is wrong far more often than the interval says. So the
/// looks are fixed beforehand, and the probability of a wrong verdict is spent on them: the probability that any of the looks is
/// wrong is at most the sum of theirs, however they depend on each other (Bonferroni's inequality). Half of it is spent evenly,
/// because early looks decide most runs (half of 300 by 36 pairs, with two at a time on two processors); half in proportion to
/// the pairs that a look adds, as K. Kim and D. L. DeMets do ("Design and analysis of group sequential tests based on the type
/// I error spending rate function", Biometrika 74 (1987), 149-154, with exponent 1), because on a noisy machine the late ones decide.
/// </remarks>
internal static class Looks
{
    /// <summary>The probability of a false alarm over all looks where the truth is exactly at the limit; less below it. The same for a regression that is let pass.</summary>
    public const double ErrorOfAll = 0.01;

    // Even, so that both orders of a pair count the same; each about half more than the one before.
    private static readonly int[] Counts = [16, 24, 36, 54, 80, 120, 180, 270, 400, 600];

    /// <summary>All looks, in order.</summary>
    public static IReadOnlyList<Look> All { get; } =
        [.. Counts.Select((pairs, index) => new Look(pairs, ErrorOfAll * ShareOf(index)))];

    private static double ShareOf(int index) =>
        (0.5 / Counts.Length) + (0.5 * (Counts[index] - (index == 0 ? 0 : Counts[index - 1])) / Counts[^1]);
}

/// <summary>One look.</summary>
/// <param name="Pairs">After so many pairs.</param>
/// <param name="Error">The probability of error that it may spend, on each side.</param>
internal readonly record struct Look(int Pairs, double Error);
