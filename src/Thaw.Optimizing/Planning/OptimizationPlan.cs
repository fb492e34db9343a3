using Thaw.Optimizing.Rewriting;
using Thaw.Profiling.Analysis;

namespace Thaw.Optimizing.Planning;

/// <summary>Which import statements are to be executed later, and what that is expected to save.</summary>
/// <param name="Edits">The statements, that with the highest saving first.</param>
/// <param name="Together">What they save of init together; savings of single edits overlap and can't be added.</param>
/// <param name="LeftAlone">What could have been saved and is not, that with the highest cost first.</param>
/// <param name="ReachableMs">Time in init of everything that no event reaches, ms: no plan that defers only that can save more.</param>
public sealed record OptimizationPlan(
    IReadOnlyList<PlannedEdit> Edits, PredictedSaving Together, IReadOnlyList<LeftAlone> LeftAlone, double ReachableMs)
{
    /// <summary>The part of <see cref="Together"/> that is for modules that no event reaches, ms.</summary>
    public double UnreachedSavedMs { get; init; }

    /// <summary>What the average cold start saves, ms: what events load after all is weighed by how often they occur.</summary>
    public double ExpectedMs { get; init; }

    /// <summary>Modules that init no longer loads.</summary>
    public IReadOnlyList<string> Deferred { get; init; } = [];

    /// <summary>For <see cref="OptimizeTarget.Prewarmed"/>: modules to import, in this order, before an image or a snapshot is made, because events load them later.</summary>
    public IReadOnlyList<string> Preload { get; init; } = [];
}

/// <summary>One edit of a plan.</summary>
/// <param name="Edit">The statement.</param>
/// <param name="Saving">What would be lost of the plan's saving without this edit.</param>
/// <param name="Confidence"><c>high</c>, <c>medium</c> or <c>low</c>: how likely it is to be kept after verification and measurement.</param>
/// <param name="Why">Why it is worth trying, one sentence.</param>
public sealed record PlannedEdit(ImportEdit Edit, PredictedSaving Saving, string Confidence, string Why);

/// <summary>A statement that is executed as before although it leads to modules that could have been spared.</summary>
/// <param name="Module">The module that holds it, dotted.</param>
/// <param name="File">Its source file, absolute.</param>
/// <param name="Line">Its line, from 1; 0 where it is no statement but, say, the initialisation of an extension module.</param>
/// <param name="CostMs">What leaving it out as well would save, ms; 0 where others load the same.</param>
/// <param name="Reason">Why it is left alone, one line.</param>
public sealed record LeftAlone(string Module, string File, int Line, double CostMs, string Reason);
