namespace Thaw.Optimizing.Planning;

/// <summary>What the instances of an optimised function are started from.</summary>
public enum OptimizeTarget
{
    /// <summary>From nothing: every import that is executed is part of the cold start.</summary>
    Cold,

    /// <summary>
    /// From an image or a snapshot: imports that were executed are paid for, and one that an event makes would be part of its first request. So
    /// what any event reaches stays in init; only what none reaches is deferred, which spares memory and building time.
    /// </summary>
    Prewarmed,
}

/// <summary>Chooses targets.</summary>
public static class OptimizeTargets
{
    /// <summary>The target for a strategy of a host: <c>fork</c>, <c>migrate</c>, <c>eager</c>, <c>lazy</c> and <c>reap</c> start from what has been initialised.</summary>
    /// <param name="strategy">Its name; one that is not known starts from nothing.</param>
    public static OptimizeTarget OfStrategy(string strategy) =>
        strategy is "fork" or "migrate" or "eager" or "lazy" or "reap" ? OptimizeTarget.Prewarmed : OptimizeTarget.Cold;
}
