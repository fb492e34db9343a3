namespace Thaw.Profiling.Statistics;

/// <summary>A number with its uncertainty.</summary>
/// <param name="Value">The point estimate.</param>
/// <param name="Low">Lower end of the 95 % interval; null where there is none.</param>
/// <param name="High">Upper end; null where there is none.</param>
public readonly record struct Estimate(double Value, double? Low, double? High)
{
    /// <summary>A number that is exact, or of which there is one sample.</summary>
    public static Estimate Exact(double value) => new(value, null, null);
}
