using Thaw.Functions.Budgets;

namespace Thaw.Optimizing.Budgeting;

/// <summary>What a function is held against, and how long measuring may take.</summary>
public sealed record BudgetOptions
{
    /// <summary>The regression that is let pass where none is said, as a share.</summary>
    public const double DefaultMaxRegression = 0.05;

    /// <summary>The limits; may be empty if only a baseline is to be written.</summary>
    public required FunctionBudget Budget { get; init; }

    /// <summary>How long the pairs of cold starts may go on, above zero; after it what is not decided stays so.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>True to measure as long as a baseline needs, and to return one.</summary>
    public bool MakeBaseline { get; init; }
}
