using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Predicted savings beside measured ones.</summary>
/// <param name="largeFromMs">From this predicted saving on the relative error counts, below it the error in ms.</param>
internal sealed class ExclusiveCostTally(double largeFromMs)
{
    private const double WithinMs = 2;

    private readonly List<double> _relative = [];
    private readonly List<double> _scaled = [];
    private readonly List<double> _smallMs = [];

    /// <summary>Whether a statement counts as a large one.</summary>
    public bool IsLarge(double predictedMs) => predictedMs >= largeFromMs;

    /// <summary>Adds a statement.</summary>
    /// <param name="predictedMs">As the recording has it.</param>
    /// <param name="scaledMs">The same, if the machine is now as fast as when the recording was made.</param>
    /// <param name="measuredMs">The real saving.</param>
    public void Add(double predictedMs, double scaledMs, double measuredMs)
    {
        if (!IsLarge(predictedMs))
        {
            _smallMs.Add(Math.Abs(scaledMs - measuredMs));
            return;
        }

        _relative.Add(Relative(predictedMs, measuredMs));
        _scaled.Add(Relative(scaledMs, measuredMs));
    }

    /// <summary>Notes what came of it.</summary>
    public void SetQuantities(MeasureOutcome outcome)
    {
        outcome.Set("statements", Estimate.Exact(_relative.Count));
        outcome.Set("smallStatements", Estimate.Exact(_smallMs.Count));
        if (_relative.Count > 0)
        {
            outcome.Set("medianError", Bootstrap.Of([.. _relative], Bootstrap.Median));
            outcome.Set("medianErrorAtSameSpeed", Bootstrap.Of([.. _scaled], Bootstrap.Median));
        }

        if (_smallMs.Count > 0)
        {
            outcome.Set("smallErrorMs", Bootstrap.Of([.. _smallMs], Bootstrap.Median));
            outcome.Set("smallShareWithin2Ms", Estimate.Exact(_smallMs.Count(ms => ms <= WithinMs) / (double)_smallMs.Count));
        }
    }

    // A saving that is not there at all is an error of the whole prediction at least.
    private static double Relative(double predictedMs, double measuredMs) =>
        measuredMs > 0 ? Math.Abs(predictedMs - measuredMs) / measuredMs : 1;
}
