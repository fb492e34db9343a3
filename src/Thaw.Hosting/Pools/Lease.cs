using Thaw.Hosting.Instances;

namespace Thaw.Hosting.Pools;

/// <summary>What an invocation gets from a pool: an instance, or the function's failure to start.</summary>
/// <param name="Instance">The instance, for this invocation alone; null when it failed.</param>
/// <param name="Failure">The failure; null when it did not.</param>
/// <param name="Log">Where the invocation's output goes; what was written during the start is in it.</param>
/// <param name="IsCold">Whether the instance was made for this invocation.</param>
internal sealed record Lease(Instance? Instance, InvocationAnswer? Failure, InvocationLog Log, bool IsCold);
