using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Usage;

/// <summary>A function that ran while modules were imported, and in no event.</summary>
/// <param name="Needer">The module whose body was being executed; -1 if the path doesn't tell.</param>
/// <param name="Function">The function that ran.</param>
/// <param name="Site">The line of that body; null if the path doesn't tell.</param>
public readonly record struct InitNeed(int Needer, UsedFunction Function, CallSite? Site);

/// <summary>A name that the body of a module read while it was imported: a base class, a decorator, a constant.</summary>
/// <param name="Reader">The module whose body it is.</param>
/// <param name="Read">What it read, and where.</param>
public readonly record struct BodyRead(int Reader, NameRead Read);
