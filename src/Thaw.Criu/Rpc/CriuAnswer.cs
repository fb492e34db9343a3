namespace Thaw.Criu.Rpc;

/// <summary>What a worker answers.</summary>
/// <param name="Type">To what: 1 a dump, 2 a restore, 10 the question for its version.</param>
/// <param name="Succeeded">Whether it did what it was asked for.</param>
/// <param name="Pid">The restored process, as the worker's pid namespace numbers it; 0 for none.</param>
/// <param name="Error">The first thing that went wrong, in CRIU's words; null when it does not say.</param>
/// <param name="Version">Its version, when it was asked for that.</param>
public sealed record CriuAnswer(ulong Type, bool Succeeded, int Pid, string? Error, Version? Version);
