using System.Globalization;

namespace Thaw.Images.Traces;

/// <summary>Invocations drawn from published distributions; the same for the same numbers on every machine.</summary>
public sealed class SyntheticTrace : InvocationTrace
{
    private readonly ulong _seed;
    private readonly int _count;

    /// <summary>Describes a trace; its invocations are made while they are read.</summary>
    /// <param name="functions">How many functions, 1 to 1,000,000.</param>
    /// <param name="seconds">Its length, over 0.</param>
    /// <param name="seed">Another seed, another trace.</param>
    public SyntheticTrace(int functions, double seconds, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(functions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(functions, 1_000_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        _seed = seed;
        _count = functions;
        Seconds = seconds;
        Functions = [.. Enumerable.Range(0, functions).Select(function => new TracedFunction($"synthetic-{function}", DrawsOf(function).MemoryBytes))];
    }

    /// <inheritdoc/>
    public override string Source => string.Create(CultureInfo.InvariantCulture, $"synthetic, seed {_seed}, drawn from {PublishedDistributions.Source}");

    /// <inheritdoc/>
    public override bool IsSynthetic => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TracedFunction> Functions { get; }

    /// <inheritdoc/>
    public override double Seconds { get; }

    /// <summary>How often a function is invoked a day, on average.</summary>
    /// <param name="function">Index into <see cref="Functions"/>.</param>
    public double PerDay(int function) => DrawsOf(function).PerDay;

    /// <inheritdoc/>
    public override InvocationReader Open(int index) => new Reader(DrawsOf(index), Seconds);

    private Draws DrawsOf(int function)
    {
        var random = SeededRandom.Of(_seed, (ulong)function);
        // One function in each of as many equal parts of the distribution: a small population has the published shares, too.
        var quantile = (function + random.NextPositive()) / _count;
        return new Draws(
            PublishedDistributions.PerDay(quantile), PublishedDistributions.DurationSeconds(ref random),
            PublishedDistributions.MemoryBytes(ref random), PublishedDistributions.Variation(ref random), random);
    }

    private sealed record Draws(double PerDay, double DurationSeconds, long MemoryBytes, double Variation, SeededRandom Random);

    private sealed class Reader(Draws draws, double seconds) : InvocationReader
    {
        private readonly double _gap = 86_400 / draws.PerDay;
        private SeededRandom _random = draws.Random;
        private double _at = double.NaN;

        protected override bool TryReadAny(out Invocation invocation)
        {
            // The first of a periodic function is anywhere in its period; memoryless ones need no such care.
            _at = double.IsNaN(_at) ? First() : _at + Gap();
            invocation = new Invocation(_at, draws.DurationSeconds);
            return _at < seconds;
        }

        private double First() => draws.Variation == 0 ? _gap * _random.NextPositive() : Gap();

        /// <summary>
        /// The time to the next invocation. Bursty ones: two exponential distributions with balanced means, whose coefficient of variation is the one
        /// that is asked for (Tijms: A First Course in Stochastic Models, appendix B).
        /// </summary>
        private double Gap()
        {
            if (draws.Variation == 0)
                return _gap;
            var squared = draws.Variation * draws.Variation;
            var share = 0.5 * (1 + Math.Sqrt((squared - 1) / (squared + 1)));
            var mean = _random.NextPositive() <= share ? _gap / (2 * share) : _gap / (2 * (1 - share));
            return mean * _random.NextExponential();
        }
    }
}
