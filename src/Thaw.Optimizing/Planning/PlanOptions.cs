namespace Thaw.Optimizing.Planning;

/// <summary>What a plan may do, and what is worth an edit.</summary>
public sealed record PlanOptions
{
    /// <summary>An edit saves at least this, ms; null for <see cref="DefaultMinSavingMs"/>.</summary>
    public double? MinSavingMs { get; init; }

    /// <summary>What instances are started from.</summary>
    public OptimizeTarget Target { get; init; }

    /// <summary>
    /// Modules that events with more than this share of all invocations load anyway stay in init, 0 to 1. At a half,
    /// most cold starts would pay for them in the first request instead. 0 for what is initialised beforehand: each of them would.
    /// </summary>
    public double MaxEventShare => Target == OptimizeTarget.Prewarmed ? 0 : 0.5;

    /// <summary>Libraries that are loaded and left as they are: distributions or top-level modules.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>True to edit the function's own modules only.</summary>
    public bool OwnCodeOnly { get; init; }

    /// <summary>The only files that may be edited, absolute; null for any.</summary>
    public IReadOnlySet<string>? OnlyFiles { get; init; }

    /// <summary>
    /// What an edited file of a library costs in each cold start, ms: leading on to the original, loaders, and what
    /// makes their names visible. Measured: 0.032 (60 modules, CPU time, Python 3.11; 0.024 for a package that is only
    /// led on, 0.007 for an unedited module in one).
    /// </summary>
    internal const double EditedFileMs = 0.035;

    /// <summary>
    /// The saving that an edit needs in a function with this init time, ms: a thousandth of it, from 0.1 to 1 ms.
    /// Less is no longer well above what an edited file costs.
    /// </summary>
    public static double DefaultMinSavingMs(double initMs) => Math.Clamp(initMs / 1000, 0.1, 1);
}
