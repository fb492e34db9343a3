using Thaw.Hosting.Capture;

namespace Thaw.Hosting;

/// <summary>How a host of functions works.</summary>
/// <param name="StateFolder">Where deployed functions, their code and logs are kept; one host at a time.</param>
/// <param name="CacheFolder">Where what can be made again is kept.</param>
public sealed record HostSettings(string StateFolder, string CacheFolder)
{
    /// <summary>Interpreters for runtimes that this machine does not have by that name: <c>python3.12</c>, and a path.</summary>
    public IReadOnlyDictionary<string, string> Runtimes { get; init; } = new Dictionary<string, string>();

    /// <summary>After how long without work an instance stands still; <see cref="Timeout.InfiniteTimeSpan"/>: never.</summary>
    public TimeSpan FreezeAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a function of less than 1,769 MB gets less than one processor, as on AWS. Otherwise it gets one: a share is enforced by
    /// periods, and who has used up its part waits for the next.
    /// </summary>
    public bool LessThanOneProcessor { get; init; }

    /// <summary>Ports of this machine's loopback that functions may have forwarded into their sandboxes.</summary>
    public IReadOnlyList<int> ForwardablePorts { get; init; } = [];

    /// <summary>The most instances at once, of all functions.</summary>
    public int Instances { get; init; } = 100;

    /// <summary>How many sandboxes are made in advance, for no function yet; each holds about 2 MB.</summary>
    public int PreparedSandboxes { get; init; } = 4;

    /// <summary>What all dependency images may take of memory, bytes: with them, instances are forked where one suits. 0: no images.</summary>
    public long ImageBytes { get; init; }

    /// <summary>Whether functions are captured after their first start, and restored from then on.</summary>
    public bool TakesSnapshots { get; init; }

    /// <summary>The CRIU for that, as <see cref="Thaw.Criu.Programs.CriuProgram.Find"/> has it; null: the first that is found.</summary>
    public string? Criu { get; init; }

    /// <summary>The most invocations that wait for an instance at once; more are refused.</summary>
    public int Queued { get; init; } = 1000;

    /// <summary>How long an invocation may wait for an instance.</summary>
    public TimeSpan QueueTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an instance is kept that has nothing to do.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether <see cref="KeepAlive"/> holds only until it is known how often a function is invoked.</summary>
    public bool LearnsKeepAlive { get; init; }

    /// <summary>How long instances that run something may go on when the host ends.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many events of each function are kept as samples; 0: none.</summary>
    public int CapturedEvents { get; init; }

    /// <summary>What of those is left out.</summary>
    public RedactionRules Redaction { get; init; } = RedactionRules.Usual;

    /// <summary>How long an asynchronous event waits before each further attempt after the function failed; AWS's numbers.</summary>
    public IReadOnlyList<TimeSpan> EventRetries { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    /// <summary>How long it waits when the host was full.</summary>
    public TimeSpan EventPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long it is given up; AWS's number.</summary>
    public TimeSpan EventAge { get; init; } = TimeSpan.FromHours(6);
}
