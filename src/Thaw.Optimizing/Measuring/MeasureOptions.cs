namespace Thaw.Optimizing.Measuring;

/// <summary>How long an original and a result are measured.</summary>
public sealed record MeasureOptions
{
    /// <summary>Half the width that the 95 % interval of each ratio may have at the end, as a share of the ratio; above 0.</summary>
    public double WantedPrecision { get; init; } = 0.03;

    /// <summary>Pairs of cold starts at least, raised to one for each event; 1 or more.</summary>
    public int LeastPairs { get; init; } = 10;

    /// <summary>Pairs of cold starts at most.</summary>
    public int MostPairs { get; init; } = 200;

    /// <summary>Pairs that are run before and not counted, beside the one that compiles.</summary>
    public int WarmUpPairs { get; init; } = 1;

    /// <summary>No pair is started after this time.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a process may take besides its invocation; it is killed after it.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What an invocation may take beyond the function's own time-out, for the noise of the machine; above 0.</summary>
    public TimeSpan InvocationGrace { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>How far a measurement has come.</summary>
/// <param name="Pairs">Pairs that have been run.</param>
/// <param name="MostPairs">Pairs that will be run at most.</param>
/// <param name="Precision">Half the width of the widest interval, as a share of its ratio; null before there is one.</param>
public readonly record struct MeasureProgress(int Pairs, int MostPairs, double? Precision);
