using Thaw.Lab.Experiments;

namespace Thaw.Lab.Figures;

/// <summary>A number that an experiment reports, and what it is held against.</summary>
public sealed record FigureDefinition
{
    /// <summary>Its name in the table and in the JSON, camelCase.</summary>
    public required string Name { get; init; }

    /// <summary>Which quantity of the measure it is.</summary>
    public required string Quantity { get; init; }

    /// <summary>The variant that it is of; null for measures without variants.</summary>
    public required string? Variant { get; init; }

    /// <summary>The unit: <c>ratio</c>, <c>share</c>, <c>ms</c>, <c>s</c>, <c>bytes</c>, <c>count</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>One sentence: what it says.</summary>
    public required string Description { get; init; }

    /// <summary>What it is held against; null for a figure that is only reported.</summary>
    public required FigureTarget? Target { get; init; }

    /// <summary>What others have published; shown beside it, never used in its place.</summary>
    public required IReadOnlyList<PublishedReference> Published { get; init; }

    /// <summary>What a publication claims that this figure is to reproduce; null where it does not try.</summary>
    public PublishedClaim? Reproduces { get; init; }
}

/// <summary>A target.</summary>
/// <param name="Value">In the figure's unit; a quick run may have one of its own.</param>
/// <param name="Comparison">On which side of it the figure must be.</param>
public readonly record struct FigureTarget(Amount Value, Comparison Comparison)
{
    /// <summary>Whether a value meets it; NaN never does.</summary>
    public bool IsMetBy(double value, bool quick) =>
        Comparison == Comparison.AtMost ? value <= Value.For(quick) : value >= Value.For(quick);
}

/// <summary>The side of a target.</summary>
public enum Comparison
{
    /// <summary>The value or less.</summary>
    AtMost,

    /// <summary>The value or more.</summary>
    AtLeast,
}

/// <summary>A number from a publication.</summary>
/// <param name="What">What it is of, in a few words.</param>
/// <param name="Value">The number, in the figure's unit.</param>
/// <param name="Source">Where it is published.</param>
public sealed record PublishedReference(string What, double Value, string Source);
