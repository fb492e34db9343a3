using Thaw.Optimizing.Budgeting;

namespace Thaw.Lab.Budgeting;

/// <summary>What the ratio of function to reference differs by from session to session, beyond what its pairs differ by within one.</summary>
/// <remarks>For one thread.</remarks>
internal sealed class SessionScatter
{
    /// <summary>The pairs that every decision has: those before its first look, so that when it stopped plays no part.</summary>
    private const int Pairs = 16;

    private double _between;
    private double _within;
    private int _freedom;

    /// <summary>Adds sessions that were held against one baseline: they have the same reference.</summary>
    public void Add(IReadOnlyCollection<MeasuredStarts> sessions)
    {
        if (sessions.Count < 2)
            return;
        (double Mean, double Variance)[] parts = [.. sessions.Select(Part)];
        var centre = parts.Average(part => part.Mean);
        _between += parts.Sum(part => (part.Mean - centre) * (part.Mean - centre));
        _within += (sessions.Count - 1) * parts.Average(part => part.Variance / Middle);
        _freedom += sessions.Count - 1;
    }

    /// <summary>A standard deviation of the logarithm; 0 where sessions differ by no more than chance.</summary>
    public double Value => _freedom == 0 ? 0 : Math.Sqrt(Math.Max(0, (_between - _within) / _freedom));

    private const int Middle = Pairs / 2;

    // The mean of the middle half, and the variance of one of its values from the scatter of two halves that took turns.
    private static (double Mean, double Variance) Part(MeasuredStarts starts)
    {
        double[] logs = [.. starts.OwnMs.Zip(starts.ReferenceMs, (init, reference) => Math.Log(init / reference)).Take(Pairs)];
        var sorted = logs.Order().ToArray();
        var mean = sorted.Skip(Pairs / 4).Take(Middle).Average();
        double[] winsorized = [.. sorted.Select(value => Math.Clamp(value, sorted[Pairs / 4], sorted[^((Pairs / 4) + 1)]))];
        var squares = winsorized.Sum(value => Math.Pow(value - winsorized.Average(), 2));
        return (mean, squares / (Middle - 1));
    }
}
