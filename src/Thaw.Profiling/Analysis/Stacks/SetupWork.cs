namespace Thaw.Profiling.Analysis.Stacks;

/// <summary>Work at import that is not import, at a line of a module's body.</summary>
/// <param name="Module">The module.</param>
/// <param name="Line">The line of its body, from 1.</param>
/// <param name="Time">Time of the line and what it called, averaged over the sampled processes; nested imports left out.</param>
/// <param name="Samples">Ticks in all sampled processes together.</param>
/// <param name="MainCallee">The function that took most of it, as file and name; null where the body itself did.</param>
public sealed record SetupWork(int Module, int Line, CallTime Time, long Samples, CallTreeFunction? MainCallee);
