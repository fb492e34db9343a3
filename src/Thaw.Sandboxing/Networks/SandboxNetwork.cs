namespace Thaw.Sandboxing.Networks;

/// <summary>What a sandbox can reach beside its own loopback.</summary>
/// <param name="HasWayOut">
/// Whether connections to public addresses and questions for names are served by the host, which makes them in its own name.
/// </param>
/// <param name="Forwarded">
/// Ports of the host's loopback that are found at the same ports of the sandbox's; 1 to 65535, each once, at most
/// <see cref="MostForwarded"/>. 1 and 53 are taken in a sandbox with a way out.
/// </param>
public sealed record SandboxNetwork(bool HasWayOut, IReadOnlyList<int> Forwarded)
{
    /// <summary>The most ports that can be forwarded.</summary>
    public const int MostForwarded = 8;

    /// <summary>Nothing.</summary>
    public static SandboxNetwork None { get; } = new(false, []);

    internal void Check()
    {
        if (Forwarded.Count > MostForwarded || Forwarded.Distinct().Count() != Forwarded.Count)
            throw new SandboxException($"a sandbox can have at most {MostForwarded} forwarded ports, each once");
        if (Forwarded.FirstOrDefault(port => port is < 1 or > 65_535 || (HasWayOut && port is 1 or 53), -1) is var wrong and not -1)
            throw new SandboxException($"port {wrong} cannot be forwarded into a sandbox");
    }
}
