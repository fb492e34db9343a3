using Thaw.Functions;
using Thaw.Optimizing.InPlace;
using Thaw.Optimizing.Measuring;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Verification;
using Thaw.Profiling.Analysis;
using Thaw.Python.Interpreters;

namespace Thaw.Optimizing.Pipeline;

/// <summary>What came of an optimisation, in a word.</summary>
public enum OptimizeVerdict
{
    /// <summary>A package was written that starts faster.</summary>
    Improved,

    /// <summary>A package was written; it was not asked whether it is faster or the same.</summary>
    Unverified,

    /// <summary>No statement is worth an edit.</summary>
    NothingToDo,

    /// <summary>Nothing that is worth it verifies.</summary>
    NothingVerifies,

    /// <summary>What verifies is not measurably faster.</summary>
    NoGain,
}

/// <summary>What came of an optimisation.</summary>
public sealed record OptimizeOutcome
{
    /// <summary>In a word.</summary>
    public required OptimizeVerdict Verdict { get; init; }

    /// <summary>The function.</summary>
    public required FunctionDefinition Function { get; init; }

    /// <summary>Its interpreter.</summary>
    public required Interpreter Interpreter { get; init; }

    /// <summary>What the plan was made for.</summary>
    public OptimizeTarget Target { get; init; }

    /// <summary>The profile that was planned from.</summary>
    public required ProfileAnalysis Analysis { get; init; }

    /// <summary>The plan as it was carried out.</summary>
    public required OptimizationPlan Plan { get; init; }

    /// <summary>The rewritten modules; empty without a package.</summary>
    public IReadOnlyList<RewrittenModule> Modules { get; init; } = [];

    /// <summary>Edits that break something, each with what.</summary>
    public IReadOnlyList<DroppedEdit> Dropped { get; init; } = [];

    /// <summary>The verification of what was kept; null if there was none.</summary>
    public VerificationResult? Verification { get; init; }

    /// <summary>What was measured; null if nothing was.</summary>
    public MeasuredGain? Gain { get; init; }

    /// <summary>The function's own files that were edited where they are; empty with a package.</summary>
    public IReadOnlyList<EditedFile> EditedFiles { get; init; } = [];

    /// <summary>Where the package is; null if none was written.</summary>
    public string? Folder { get; init; }

    /// <summary>Size of the function's code, and of the package with its byte code, bytes; 0 without a package.</summary>
    public (long Original, long Package) Bytes { get; init; }

    /// <summary>How long it took, s.</summary>
    public double Seconds { get; init; }

    /// <summary>How long each step took, in the order in which they began.</summary>
    public IReadOnlyList<StepTime> Steps { get; init; } = [];
}
