using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Instances;

/// <summary>What an instance is to be started for.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="UserId">The uid and gid of its processes.</param>
/// <param name="Version">Code and settings.</param>
public sealed record InstanceRequest(string Function, uint UserId, FunctionVersion Version)
{
    /// <summary>Whether it is started to be kept (provisioned concurrency), and not for an invocation.</summary>
    public bool IsProvisioned { get; init; }

    /// <summary>Whether somebody asked for this strategy by its name: what it needs is made first, then, however long that takes.</summary>
    public bool IsAsked { get; init; }

    /// <summary>Whether the instance is to tell which modules it has loaded, which takes about a millisecond.</summary>
    internal bool TellsModules { get; init; }
}

/// <summary>A way for an instance to come to life.</summary>
/// <remarks>
/// Starts may overlap. A strategy only puts a process with the runtime into a sandbox, with the channel as its descriptor 3 and its
/// output captured; whatever follows is the same for all.
/// </remarks>
public interface IInstanceStrategy : IAsyncDisposable
{
    /// <summary>Its name everywhere: <c>boot</c>, <c>fork</c>.</summary>
    string Name { get; }

    /// <summary>Drops from the page cache what a start reads of code, layers and libraries, so that the next one reads it from the disk; what running processes have mapped stays.</summary>
    /// <param name="request">Which function.</param>
    void ForgetFiles(InstanceRequest request);

    /// <summary>Starts an instance and waits until its handler is imported.</summary>
    /// <param name="request">What for.</param>
    /// <param name="log">Gets what is written meanwhile.</param>
    /// <param name="cancellation">Ends the start and what was begun of it.</param>
    /// <returns>The instance, or how the function failed to start.</returns>
    /// <exception cref="HostingException">The host cannot start it; that is not the function's fault.</exception>
    Task<StartOutcome> StartAsync(InstanceRequest request, InvocationLog log, CancellationToken cancellation);
}

/// <summary>What became of a start: an instance, or the function's own failure.</summary>
/// <param name="Instance">The instance, idle; null when it failed.</param>
/// <param name="Failure">The failure; null when it did not.</param>
public sealed record StartOutcome(Instance? Instance, InvocationAnswer? Failure);
