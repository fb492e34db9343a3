namespace Thaw.Images.Planning;

/// <summary>Functions that load the same parts: to a plan they are one that is started more often.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="StartsPerMinute">Starts of all of them.</param>
/// <param name="Members">The functions, indices of the request.</param>
/// <param name="Count">How many functions they stand for.</param>
internal sealed record FunctionGroup(PartSet Parts, double StartsPerMinute, IReadOnlyList<int> Members, int Count)
{
    /// <summary>The groups of a request, in an order that does not depend on that of the functions.</summary>
    public static IReadOnlyList<FunctionGroup> Of(PlanRequest request) =>
    [
        .. request.Functions.Select((function, index) => (Function: function, Index: index, Parts: PartSet.Of(function.Parts, request.Parts)))
            .GroupBy(item => item.Parts)
            .Select(group => new FunctionGroup(
                // Sums of floating-point numbers depend on their order.
                group.Key, group.Select(item => item.Function.StartsPerMinute).Order().Sum(), [.. group.Select(item => item.Index)], group.Sum(item => item.Function.Count)))
            .OrderBy(group => group.Parts, Comparer<PartSet>.Create((one, other) => one.CompareTo(other))),
    ];
}
