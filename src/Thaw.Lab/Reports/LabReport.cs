using Thaw.Lab.Machines;
using Thaw.Lab.Measures;

namespace Thaw.Lab.Reports;

/// <summary>What an experiment found, as it is written to JSON; docs/schemas/lab.schema.json describes it.</summary>
public sealed record LabReport
{
    /// <summary>Always <c>thaw.lab</c>.</summary>
    public string Schema { get; init; } = "thaw.lab";

    /// <summary>The version of the format.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>True if it ran with fewer repetitions and functions.</summary>
    public required bool Quick { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>The machine.</summary>
    public required MachineDescription Machine { get; init; }

    /// <summary>Versions of what took part, by name.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The figures, in the order of the experiment.</summary>
    public required IReadOnlyList<ReportedFigure> Figures { get; init; }

    /// <summary>The raw samples that the figures rest on.</summary>
    public required IReadOnlyList<SampleSeries> Samples { get; init; }

    /// <summary>Remarks that explain figures.</summary>
    public required IReadOnlyList<LabNote> Notes { get; init; }

    /// <summary>What was left out, with the reason.</summary>
    public required IReadOnlyList<LeftOut> LeftOut { get; init; }
}

/// <summary>A figure in the report.</summary>
public sealed record ReportedFigure
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its value; null where it could not be measured.</summary>
    public required double? Value { get; init; }

    /// <summary>The unit of all numbers of it.</summary>
    public required string Unit { get; init; }

    /// <summary>The 95 % interval, low and high; null where there is none.</summary>
    public required IReadOnlyList<double>? Interval { get; init; }

    /// <summary>What it is held against; null for a figure that is only reported.</summary>
    public required double? Target { get; init; }

    /// <summary><c>atMost</c> or <c>atLeast</c>; null without a target.</summary>
    public required string? Comparison { get; init; }

    /// <summary>Whether the target is met; null without a target.</summary>
    public required bool? Met { get; init; }

    /// <summary>One sentence: what it says.</summary>
    public required string Description { get; init; }

    /// <summary>Why there is no value; otherwise null.</summary>
    public required string? Problem { get; init; }

    /// <summary>What others have published.</summary>
    public required IReadOnlyList<Figures.PublishedReference> Published { get; init; }

    /// <summary>Whether direction and size of what is published hold, one sentence; null where the figure reproduces nothing, or has no value.</summary>
    public string? Reproduction { get; init; }
}
