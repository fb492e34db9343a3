namespace Thaw.Lab.Benchmarks;

/// <summary>What is measured of a deployed function.</summary>
/// <param name="Function">Its name on the host.</param>
/// <param name="Strategies">Ways to get an instance, as the host names them; <c>warm</c> is one that is there already.</param>
/// <param name="Runs">How many invocations of each strategy, 1 or more.</param>
/// <param name="Concurrency">How many at once, 1 or more.</param>
/// <param name="ColdCache">Whether the function's code, layers and libraries are dropped from the page cache before each start.</param>
/// <param name="Event">The event, JSON in UTF-8.</param>
public sealed record BenchPlan(
    string Function, IReadOnlyList<string> Strategies, int Runs, int Concurrency, bool ColdCache, ReadOnlyMemory<byte> Event);
