using Thaw.Lab.Figures;

namespace Thaw.Lab.Experiments;

/// <summary>What is measured, on which functions, how often, and which figures come of it: one YAML file in <c>experiments/</c>.</summary>
public sealed record Experiment
{
    /// <summary>The schema name in the file.</summary>
    public const string SchemaName = "thaw.experiment";

    /// <summary>The only format version that is read.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Its name, that of the file without <c>.yaml</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, for <c>thaw lab list</c>.</summary>
    public required string Description { get; init; }

    /// <summary>The file that it was read from, absolute; paths in it are relative to its folder.</summary>
    public required string File { get; init; }

    /// <summary>Its measurements, in the order in which they run.</summary>
    public required IReadOnlyList<Measurement> Measurements { get; init; }
}

/// <summary>One measurement: a kind of measure applied to functions, and the figures taken from it.</summary>
public sealed record Measurement
{
    /// <summary>The kind: a name in <see cref="Measures.MeasureCatalogue"/>.</summary>
    public required string Measure { get; init; }

    /// <summary>The functions that it runs on.</summary>
    public required FunctionSelection Functions { get; init; }

    /// <summary>What is compared with an uninstrumented run, for measures that compare; otherwise empty.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>How often each variant runs on each function; warm-ups not counted.</summary>
    public required Amount Repetitions { get; init; }

    /// <summary>Runs before the counted ones, 0 or more.</summary>
    public required int WarmUps { get; init; }

    /// <summary>Numbers that only this kind of measure knows, by name.</summary>
    public required IReadOnlyDictionary<string, Amount> Settings { get; init; }

    /// <summary>Other settings of this kind of measure, by name.</summary>
    public required IReadOnlyDictionary<string, string> Texts { get; init; }

    /// <summary>What is reported of it.</summary>
    public required IReadOnlyList<FigureDefinition> Figures { get; init; }

    /// <summary>One of <see cref="Settings"/>, as a count.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="usual">What it is when the experiment does not say.</param>
    /// <param name="quick">Whether the run is a quick one.</param>
    internal int CountOf(string name, int usual, bool quick) => Settings.TryGetValue(name, out var amount) ? amount.CountFor(quick) : usual;
}

/// <summary>A number that is smaller in a quick run.</summary>
/// <param name="Full">For a whole run.</param>
/// <param name="Quick">For <c>--quick</c>.</param>
public readonly record struct Amount(double Full, double Quick)
{
    /// <summary>The one that applies.</summary>
    public double For(bool quick) => quick ? Quick : Full;

    /// <summary>The one that applies, as a count.</summary>
    public int CountFor(bool quick) => (int)For(quick);
}

/// <summary>One way to run a function.</summary>
/// <param name="Name">Its name in figures and samples.</param>
/// <param name="Mode">What is instrumented: <c>samples</c> or <c>imports</c>.</param>
/// <param name="RatePerSecond">Ticks a second, for <c>samples</c>; 0 otherwise.</param>
public sealed record Variant(string Name, string Mode, int RatePerSecond);
