using Thaw.Linux.Sockets;

namespace Thaw.Sandboxing.Workers;

/// <summary>A program that every sandbox of a launcher gets before it is anybody's. It keeps all rights, and serves one request.</summary>
/// <param name="Command">The program and its arguments; absolute paths are the host's. The number of its socket is added as the last.</param>
/// <param name="BeginAsync">Talks with it until it is ready, which is part of making the sandbox; what it throws ends that.</param>
public sealed record SandboxWorkerSettings(IReadOnlyList<string> Command, Func<MessageSocket, CancellationToken, Task> BeginAsync)
{
    /// <summary>Its real uid and gid; its effective ones are root's.</summary>
    internal uint RealUser { get; init; }
}
