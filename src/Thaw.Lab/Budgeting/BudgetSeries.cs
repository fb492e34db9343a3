namespace Thaw.Lab.Budgeting;

/// <summary>The decisions to be made on one function.</summary>
internal sealed record BudgetSeries
{
    /// <summary>The function's folder.</summary>
    public required string Function { get; init; }

    /// <summary>The folder of its slower copy.</summary>
    public required string Slower { get; init; }

    /// <summary>Decisions on the function as it is, 0 or more.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Decisions on the slower copy, 0 or more.</summary>
    public required int Changed { get; init; }

    /// <summary>How many baselines they are spread over, 1 or more.</summary>
    public required int Baselines { get; init; }

    /// <summary>Decisions that are made side by side, 1 or more: each is the others' noise.</summary>
    public required int AtOnce { get; init; }

    /// <summary>The function's name.</summary>
    public string Name => Path.GetFileName(Function);

    /// <summary>All decisions.</summary>
    public int Total => Unchanged + Changed;

    /// <summary>The decisions by their baselines, in order; those on the slower copy are spread evenly among the others.</summary>
    public IReadOnlyList<IReadOnlyList<BudgetDecision>> Blocks() =>
    [
        .. Enumerable.Range(0, Total)
            .GroupBy(number => (long)number * Baselines / Total, number => new BudgetDecision(number, IsChanged(number)))
            .Select(block => block.ToArray()),
    ];

    // Of the first n decisions, Changed/Total are on the slower copy.
    private bool IsChanged(int number) => (long)(number + 1) * Changed / Total > (long)number * Changed / Total;
}

/// <summary>One of the decisions.</summary>
/// <param name="Number">From 0.</param>
/// <param name="IsChanged">True for one on the slower copy.</param>
internal readonly record struct BudgetDecision(int Number, bool IsChanged);
