namespace Thaw.Profiling.Findings;

/// <summary>Every number that decides whether something is a finding, each with a default that can be justified.</summary>
/// <remarks>The names, ranges and sources are in <see cref="ThresholdCatalog"/>, which also reads <c>name=value</c>.</remarks>
public sealed record FindingThresholds
{
    /// <summary>The defaults.</summary>
    public static FindingThresholds Default { get; } = new();

    /// <summary>A finding saves at least this, ms. Below 2 ms the spread of a cold start hides it.</summary>
    public double MinSavingMs { get; init; } = 2;

    /// <summary>A finding also saves at least this share of init, 0 to 1.</summary>
    public double MinSavingShare { get; init; } = 0.01;

    /// <summary>C2: the events that use it are at most this share of all invocations, 0 to 1. At a quarter, three of four cold starts pay for nothing.</summary>
    public double RareEventShare { get; init; } = 0.25;

    /// <summary>A library with less than this share of the invoke samples is called rarely used beside its numbers, 0 to 1. SlimStart's figure.</summary>
    public double RareUtilisation { get; init; } = 0.02;

    /// <summary>setup: a line of the function's own modules takes at least this, ms: more than one tick of the default rate.</summary>
    public double SetupOwnMs { get; init; } = 5;

    /// <summary>setup: a line of a library's module takes at least this, ms; higher, because its user can't simply move it.</summary>
    public double SetupLibraryMs { get; init; } = 10;

    /// <summary>setup: at least so many ticks fell into the line, over all sampled processes.</summary>
    public double SetupMinSamples { get; init; } = 3;

    /// <summary>C1: a submodule that more used modules than this import is part of their vocabulary, whether or not it is seen to run.</summary>
    public double MaxUsedImporters { get; init; } = 10;

    /// <summary>The saving that a finding needs in a function with this init time, ms.</summary>
    public double MinSaving(double initMs) => Math.Max(MinSavingMs, MinSavingShare * initMs);

    /// <summary>Reads <c>name=value</c> pairs over the defaults.</summary>
    /// <exception cref="FormatException">A name is unknown or a value out of range; the message is one line for the user.</exception>
    public static FindingThresholds Parse(IEnumerable<string> assignments) =>
        TryParse(assignments, out var thresholds, out var problem) ? thresholds : throw new FormatException(problem);

    /// <summary>Reads <c>name=value</c> pairs over the defaults; the last value of a name counts.</summary>
    /// <param name="assignments">For example <c>rareEventShare=0.1</c>; names as in <see cref="ThresholdCatalog"/>.</param>
    /// <param name="thresholds">The result; the defaults if something is wrong.</param>
    /// <param name="problem">What is wrong and what to write instead, one line; null if nothing is.</param>
    public static bool TryParse(IEnumerable<string> assignments, out FindingThresholds thresholds, out string? problem)
    {
        thresholds = Default;
        problem = null;
        var result = Default;
        foreach (var assignment in assignments)
        {
            problem = ThresholdCatalog.Assign(assignment, ref result);
            if (problem is not null)
            {
                return false;
            }
        }

        thresholds = result;
        return true;
    }
}
