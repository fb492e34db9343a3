using Thaw.Lab.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>Predicted savings beside measured ones.</summary>
/// <param name="largeFromMs">From this predicted saving on the relative error counts, below it the error in ms.</param>
internal sealed class ExclusiveCostTally(double largeFromMs)
{
    private const double WithinMs = 2;

    private readonly List<double> _relative = [];
    private readonly List<double> _smallMs = [];

    /// <summary>Whether a statement counts as a large one.</summary>
    public bool IsLarge(double predictedMs) => predictedMs >= largeFromMs;

    /// <summary>Adds a statement.</summary>
    public void Add(double predictedMs, double measuredMs)
    {
        double error = Math.Abs(predictedMs - measuredMs);
        if (!IsLarge(predictedMs))
            _smallMs.Add(error);
        else
            // A saving that is not there at all is an error of the whole prediction at least.
            _relative.Add(measuredMs > 0 ? error / measuredMs : double.PositiveInfinity);
    }

    /// <summary>Notes what came of it.</summary>
    public void SetQuantities(MeasureOutcome outcome)
    {
        outcome.Set("statements", Estimate.Exact(_relative.Count));
        outcome.Set("smallStatements", Estimate.Exact(_smallMs.Count));
        if (_relative.Count > 0)
            outcome.Set("medianError", Bootstrap.Of([.. _relative], Bootstrap.Median));
        if (_smallMs.Count > 0)
        {
            outcome.Set("smallErrorMs", Bootstrap.Of([.. _smallMs], Bootstrap.Median));
            outcome.Set("smallShareWithin2Ms", Estimate.Exact(_smallMs.Count(ms => ms <= WithinMs) / (double)_smallMs.Count));
        }
    }
}
