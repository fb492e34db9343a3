using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Usage;

namespace Thaw.Profiling.Findings;

/// <summary>Something that can be cut as a whole (modules with all below them by name), with everything that would go with it.</summary>
internal sealed record ImportUnit
{
    /// <summary>The modules that are cut; one, or the members of a group.</summary>
    public required IReadOnlyList<int> Roots { get; init; }

    /// <summary>The roots and what is below them by name, in init.</summary>
    public required IReadOnlyList<int> Named { get; init; }

    /// <summary>Every module that would not be loaded, the named ones included.</summary>
    public required IReadOnlyList<int> Lost { get; init; }

    /// <summary>Cost of <see cref="Lost"/>.</summary>
    public required ImportCost Cost { get; init; }

    /// <summary>The part of the cost that events would pay in its place, because they import it themselves.</summary>
    public required ImportCost Reloaded { get; init; }

    /// <summary>Events that need it: those that use the named modules, or a lost one that they don't import themselves.</summary>
    public required EventSet Events { get; init; }

    /// <summary>Those of them that do more than to name a type in a type check.</summary>
    public required EventSet EventsBeyondTypeChecks { get; init; }

    /// <summary>What bodies of modules that stay read of it while they are loaded.</summary>
    public required IReadOnlyList<BodyRead> OutsideReads { get; init; }

    /// <summary>Extension modules that stay and import it by themselves: what their C code uses of it is not known.</summary>
    public required IReadOnlyList<int> NativeImporters { get; init; }

    /// <summary>What modules that stay call in it while they are loaded.</summary>
    public required IReadOnlyList<InitNeed> OutsideNeeds { get; init; }

    /// <summary>Statements that lead to it, the one that loaded it first at the front.</summary>
    public required IReadOnlyList<int> Statements { get; init; }

    /// <summary>Share of the invocations that would reload them, beyond those that need the unit anyway.</summary>
    public required double ReloadShare { get; init; }

    /// <summary>What an average cold start saves if only <paramref name="share"/> of the cost stays saved, ms.</summary>
    public double SavedMs(double share) => Math.Max(0, (Cost.Ms * share) - (Reloaded.Ms * ReloadShare));

    /// <summary>What an average cold start saves if only <paramref name="share"/> of the cost stays saved, bytes.</summary>
    public long SavedBytes(double share) => (long)((Cost.Bytes * share) - (Reloaded.Bytes * ReloadShare));
}
