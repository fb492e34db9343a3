namespace Thaw.Images.Traces;

/// <summary>One invocation of a trace.</summary>
/// <param name="StartSeconds">When it arrives, seconds from the beginning of the trace; 0 or more.</param>
/// <param name="DurationSeconds">How long the function works, the start of an instance left out, s; 0 or more.</param>
public readonly record struct Invocation(double StartSeconds, double DurationSeconds);
