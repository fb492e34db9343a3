namespace Thaw.Optimizing.Planning;

/// <summary>What runs of an edited package showed: deferred modules that were loaded after all.</summary>
/// <remarks>A type, a constant or an exception leaves no trace in the usage record; that its module is loaded does.</remarks>
/// <param name="InitLoads">A module whose initialisation caused a deferred one to load, and that one; by name.</param>
/// <param name="EventLoads">An event, and a deferred module that it loaded; by name.</param>
public sealed record PlanEvidence(
    IReadOnlyCollection<(string Importer, string Module)> InitLoads, IReadOnlyCollection<(string Event, string Module)> EventLoads)
{
    /// <summary>Nothing was run yet.</summary>
    public static PlanEvidence None { get; } = new([], []);

    /// <summary>Both together.</summary>
    public PlanEvidence With(PlanEvidence other) => new(
        [.. InitLoads.Union(other.InitLoads)], [.. EventLoads.Union(other.EventLoads)]);
}
