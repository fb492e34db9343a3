namespace Thaw.Hosting;

/// <summary>How a host of functions works.</summary>
/// <param name="StateFolder">Where deployed functions, their code and logs are kept; one host at a time.</param>
/// <param name="CacheFolder">Where what can be made again is kept.</param>
public sealed record HostSettings(string StateFolder, string CacheFolder)
{
    /// <summary>The most instances at once, of all functions.</summary>
    public int Instances { get; init; } = 100;

    /// <summary>The most invocations that wait for an instance at once; more are refused.</summary>
    public int Queued { get; init; } = 1000;

    /// <summary>How long an invocation may wait for an instance.</summary>
    public TimeSpan QueueTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an instance is kept that has nothing to do.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long instances that run something may go on when the host ends.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);
}
