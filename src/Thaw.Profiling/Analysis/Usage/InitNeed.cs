using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Usage;

/// <summary>A function that ran while modules were imported, and in no event.</summary>
/// <param name="Needer">The module whose body was being executed; -1 if the path doesn't tell.</param>
/// <param name="Function">The function that ran.</param>
/// <param name="Site">The line of that body; null if the path doesn't tell.</param>
public readonly record struct InitNeed(int Needer, UsedFunction Function, CallSite? Site);
