using MathNet.Numerics.Statistics;

namespace Thaw.Profiling.Statistics;

/// <summary>Two series of runs that took turns, so that a drift of the machine meets both.</summary>
public sealed class PairedSeries
{
    private readonly double[] _reference;
    private readonly double[] _measured;

    /// <summary>Creates it.</summary>
    /// <param name="reference">What is compared with, above 0.</param>
    /// <param name="measured">As many; the run of an index followed that of the same index in <paramref name="reference"/>.</param>
    public PairedSeries(IReadOnlyCollection<double> reference, IReadOnlyCollection<double> measured)
    {
        if (reference.Count == 0 || reference.Count != measured.Count)
            throw new ArgumentException("two series of equal length are needed", nameof(measured));

        (_reference, _measured) = ([.. reference], [.. measured]);
    }

    /// <summary>Runs on each side.</summary>
    public int Length => _reference.Length;

    /// <summary>The runs that are compared with.</summary>
    public IReadOnlyList<double> Reference => _reference;

    /// <summary>The runs that are compared.</summary>
    public IReadOnlyList<double> Measured => _measured;

    /// <summary>Median of the measured runs over that of the reference.</summary>
    public double MedianRatio => _measured.Median() / _reference.Median();

    /// <summary>Median over the rounds of reference minus measured, in their unit: drift between rounds is in neither.</summary>
    public double MedianDifference => _reference.Zip(_measured, (reference, measured) => reference - measured).Median();

    /// <summary>Rounds drawn with replacement; the two runs of a round stay together.</summary>
    public PairedSeries Draw(Random random)
    {
        var (reference, measured) = (new double[Length], new double[Length]);
        for (int i = 0; i < Length; i++)
        {
#pragma warning disable CA5394 // Repeatable on purpose.
            int round = random.Next(Length);
#pragma warning restore CA5394
            (reference[i], measured[i]) = (_reference[round], _measured[round]);
        }

        return new PairedSeries(reference, measured);
    }
}
