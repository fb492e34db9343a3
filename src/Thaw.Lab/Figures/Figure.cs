using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Figures;

/// <summary>A measured figure.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="Estimate">Its value and interval; null where it could not be measured.</param>
/// <param name="Problem">Why it could not be measured, one line; otherwise null.</param>
public sealed record Figure(FigureDefinition Definition, Estimate? Estimate, string? Problem)
{
    /// <summary>Whether the target is met; null where there is none. What could not be measured does not meet its target.</summary>
    public bool? Met(bool quick) =>
        Definition.Target is { } target ? Estimate is { } estimate && target.IsMetBy(estimate.Value, quick) : null;
}
