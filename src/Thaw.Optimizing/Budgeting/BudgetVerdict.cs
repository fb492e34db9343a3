namespace Thaw.Optimizing.Budgeting;

/// <summary>What came of holding a function against its budget.</summary>
public enum BudgetVerdict
{
    /// <summary>Within the limit, as far as measurement can tell.</summary>
    Within,

    /// <summary>Over the limit, as far as measurement can tell.</summary>
    Missed,

    /// <summary>Too close, or the machine too noisy, to tell.</summary>
    Undecided,
}
