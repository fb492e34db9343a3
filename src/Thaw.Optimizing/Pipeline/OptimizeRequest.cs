using Thaw.Optimizing.InPlace;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Pipeline;

/// <summary>What to optimise, and how.</summary>
public sealed record OptimizeRequest
{
    /// <summary>The function.</summary>
    public required PrepareRequest Function { get; init; }

    /// <summary>Where environments and byte code are kept between runs.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>Where the package goes.</summary>
    public required string OutFolder { get; init; }

    /// <summary>Edits the function where it is instead; null to make a package. <see cref="InPlaceEdits.Plan"/> sets it.</summary>
    public InPlaceEdits? InPlace { get; init; }

    /// <summary>A recording to plan from; null to make one now.</summary>
    public string? Recording { get; init; }

    /// <summary>What may be edited, and what is worth it.</summary>
    public PlanOptions Plan { get; init; } = new();

    /// <summary>How statements are deferred.</summary>
    public EditStyle Style { get; init; } = EditStyle.Auto;

    /// <summary>A shell command that runs the function's own tests; null for none.</summary>
    public string? TestCommand { get; init; }

    /// <summary>True for fewer processes: figures are less certain.</summary>
    public bool Quick { get; init; }

    /// <summary>False to plan and make the package without verifying or measuring it.</summary>
    public bool Verify { get; init; } = true;
}

/// <summary>How far an optimisation has come.</summary>
/// <param name="Step"><c>profile</c>, <c>plan</c>, <c>rewrite</c>, <c>verify</c>, <c>measure</c> or <c>write</c>.</param>
/// <param name="Detail">What is being done; may be empty.</param>
public readonly record struct OptimizeProgress(string Step, string Detail);
