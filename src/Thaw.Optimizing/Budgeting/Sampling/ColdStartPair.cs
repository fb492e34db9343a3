namespace Thaw.Optimizing.Budgeting.Sampling;

/// <summary>A cold start of the function and one of the reference, one right after the other.</summary>
/// <param name="FunctionMs">Init of the function without waiting for a processor that other processes had, ms, above 0.</param>
/// <param name="ReferenceMs">Init of the reference in the same sense, ms, above 0.</param>
/// <param name="FunctionWallMs">Init of the function from begin to end, ms.</param>
public readonly record struct ColdStartPair(double FunctionMs, double ReferenceMs, double FunctionWallMs)
{
    /// <summary>Natural logarithm of function over reference: differences of it are relative changes, equal in both directions.</summary>
    public double LogRatio => Math.Log(FunctionMs / ReferenceMs);
}
