using Thaw.Optimizing.Budgeting.Baselines;

namespace Thaw.Optimizing.Budgeting;

/// <summary>What a run of <see cref="BudgetRunner"/> yields.</summary>
/// <param name="Report">The verdict with its reasons.</param>
/// <param name="Baseline">A baseline of the function as it is now; null if none was asked for.</param>
public sealed record BudgetOutcome(BudgetReport Report, BudgetBaseline? Baseline);

/// <summary>How far a run has come.</summary>
/// <param name="Step">What it is at, one or two words.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Most">Steps at most.</param>
public readonly record struct BudgetProgress(string Step, int Done, int Most);
