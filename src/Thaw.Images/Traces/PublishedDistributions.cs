namespace Thaw.Images.Traces;

/// <summary>
/// What Shahrad et al. publish of all of Azure Functions (Serverless in the Wild, USENIX ATC 2020, section 3): the distributions that
/// synthetic traces are drawn from.
/// </summary>
internal static class PublishedDistributions
{
    /// <summary>The paper, as output cites it.</summary>
    public const string Source = "Shahrad et al., Serverless in the Wild, USENIX ATC 2020, section 3";

    private const double Hourly = 24;
    private const double EveryMinute = 1440;

    /// <summary>Section 3.3, figure 5(a): 45 % of applications are invoked once an hour or less on average.</summary>
    public const double HourlyShare = 0.45;

    /// <summary>Section 3.3, figure 5(a): 81 % are invoked once a minute or less on average.</summary>
    public const double MinutelyShare = 0.81;

    /// <summary>The least: once in two weeks, the length of the paper's trace.</summary>
    private const double LeastPerDay = 1.0 / 14;

    /// <summary>
    /// The most invocations a day. With it, and rates spread evenly over orders of magnitude between the published points, the 18.6 % most
    /// popular have 99.6 % of all invocations, as in figure 5(b). The paper's own maximum is higher and belongs to a larger population.
    /// </summary>
    private const double MostPerDay = 1.2e6;

    /// <summary>Invocations a day of one function.</summary>
    /// <param name="quantile">Its place among all functions, 0 to 1: the least popular first.</param>
    public static double PerDay(double quantile) => quantile switch
    {
        <= HourlyShare => Between(LeastPerDay, Hourly, quantile / HourlyShare),
        <= MinutelyShare => Between(Hourly, EveryMinute, (quantile - HourlyShare) / (MinutelyShare - HourlyShare)),
        _ => Between(EveryMinute, MostPerDay, (quantile - MinutelyShare) / (1 - MinutelyShare)),
    };

    /// <summary>
    /// A function's average duration, s: section 3.4, figure 7: log-normal, mean of the logarithm -0.38, deviation 2.36. At most
    /// ten minutes, Azure's limit in the plan that the paper describes.
    /// </summary>
    public static double DurationSeconds(ref SeededRandom random) => Math.Min(600, Math.Exp(-0.38 + (2.36 * random.NextNormal())));

    /// <summary>
    /// Memory that an application allocates on average, bytes: section 3.5, figure 8: Burr (type XII) with c = 11.652, k = 0.221 and scale
    /// 107.083 MB. At most 1.5 GB, Azure's limit in that plan.
    /// </summary>
    public static long MemoryBytes(ref SeededRandom random) =>
        (long)(1e6 * Math.Min(1536, 107.083 * Math.Pow(Math.Pow(random.NextPositive(), -1 / 0.221) - 1, 1 / 11.652)));

    /// <summary>
    /// How a function's invocations follow each other: the coefficient of variation of the times between them. Section 3.3, figure 6 has
    /// applications that are periodic (0), like a Poisson process (1) and burstier (a long curve beyond 1, for which 3 stands). The paper names
    /// no distribution for it: the shares are our reading of the figure.
    /// </summary>
    public static double Variation(ref SeededRandom random) => random.NextPositive() switch { <= 0.2 => 0, <= 0.6 => 1, _ => 3 };

    private static double Between(double least, double most, double share) => least * Math.Pow(most / least, share);
}
