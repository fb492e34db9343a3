namespace Thaw.Functions.Budgets;

/// <summary>What a function's cold start may cost, as <c>budget:</c> of <c>thaw.yaml</c> or a command line says.</summary>
public sealed record FunctionBudget
{
    /// <summary>The longest init (importing the handler's module), ms, above 0; null: no limit.</summary>
    public double? InitMs { get; init; }

    /// <summary>The highest peak of the resident set until the first response, bytes, above 0; null: no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The absolute path of a baseline that the function is compared with; null: none.</summary>
    public string? Baseline { get; init; }

    /// <summary>How much more than in the baseline init and memory may be, as a share of the baseline, 0 or more; null: not said.</summary>
    public double? MaxRegression { get; init; }

    /// <summary>True if there is nothing to hold the function against.</summary>
    public bool IsEmpty => InitMs is null && MemoryBytes is null && Baseline is null;

    /// <summary>This budget where it says something, otherwise <paramref name="fallback"/>.</summary>
    public FunctionBudget Over(FunctionBudget? fallback) => new()
    {
        InitMs = InitMs ?? fallback?.InitMs,
        MemoryBytes = MemoryBytes ?? fallback?.MemoryBytes,
        Baseline = Baseline ?? fallback?.Baseline,
        MaxRegression = MaxRegression ?? fallback?.MaxRegression,
    };
}
