namespace Thaw.Optimizing.Budgeting.Checks;

/// <summary>One limit, and what was measured.</summary>
public sealed record BudgetCheck
{
    /// <summary><c>init</c>, <c>memory</c>, <c>initRegression</c> or <c>memoryRegression</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The unit of the numbers: <c>ms</c>, <c>bytes</c>, or <c>share</c> of the baseline (0.05 is 5 % more).</summary>
    public required string Unit { get; init; }

    /// <summary>What the budget allows.</summary>
    public required double Limit { get; init; }

    /// <summary>What was measured.</summary>
    public required double Value { get; init; }

    /// <summary>The least that it may be; null where there are too few starts to say.</summary>
    public required double? Low { get; init; }

    /// <summary>The most that it may be; null where there are too few starts to say.</summary>
    public required double? High { get; init; }

    /// <summary>What came of it.</summary>
    public required BudgetVerdict Verdict { get; init; }

    /// <summary>Cold starts that it rests on.</summary>
    public required int Starts { get; init; }

    /// <summary>What else there is to say, such as why it is undecided; null for nothing.</summary>
    public string? Remark { get; init; }
}
