using Thaw.Sandboxing.Networks;

namespace Thaw.Hosting.Functions;

/// <summary>What a version's sandbox has beside the usual. Two are equal when they say the same.</summary>
public sealed record FunctionSandbox
{
    // The runtime's own address for custom runtimes, and what the way out takes.
    private static readonly int[] Taken = [1, 53, 9001];

    private const double LeastProcessors = 0.05;
    private const double MostProcessors = 64;

    /// <summary>Nothing.</summary>
    public static FunctionSandbox Usual { get; } = new();

    /// <summary>Whether it reaches public addresses.</summary>
    public bool HasWayOut { get; init; }

    /// <summary>Ports of the host's loopback that it finds at its own, each once, at most 8; the host must allow them.</summary>
    public IReadOnlyList<int> Forwarded { get; init; } = [];

    /// <summary>
    /// Programs that run beside the handler in every instance: a name, and a command line in which <c>{python}</c> stands for the
    /// interpreter and <c>{port}</c> for a port of the instance's loopback. Their address is in <c>THAW_SERVICE_NAME</c>.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Services { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Processor time per time once it has started, 1 being one processor; 0.05 to 64. Null: by its memory.</summary>
    public double? Processors { get; init; }

    /// <summary>The root file system that it has in place of the host's /usr, as the store names it; empty: none.</summary>
    public string RootFs { get; init => field = value ?? field; } = "";

    /// <inheritdoc/>
    public bool Equals(FunctionSandbox? other) => other is not null && HasWayOut == other.HasWayOut
        && Processors == other.Processors && RootFs == other.RootFs && Forwarded.SequenceEqual(other.Forwarded)
        && Services.Count == other.Services.Count
        && Services.All(service => other.Services.TryGetValue(service.Key, out var command) && command.SequenceEqual(service.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasWayOut, Forwarded.Count, Services.Count, RootFs);

    /// <exception cref="HostingException">A value is out of its range.</exception>
    internal void Check()
    {
        if (Forwarded.Count > SandboxNetwork.MostForwarded || Forwarded.Distinct().Count() != Forwarded.Count)
            throw HostingException.Invalid($"At most {SandboxNetwork.MostForwarded} ports can be forwarded, each once");
        if (Forwarded.FirstOrDefault(port => port is < 1 or > 65_535 || Taken.Contains(port), -1) is var wrong and not -1)
            throw HostingException.Invalid($"Port {wrong} cannot be forwarded: from 1 to 65535, and not {string.Join(", ", Taken)}");
        if (Processors is not (null or (>= LeastProcessors and <= MostProcessors)))
            throw HostingException.Invalid($"Value '{Processors}' at 'processors' failed to satisfy constraint: from {LeastProcessors} to {MostProcessors}");
        if (Services.Count > SandboxNetwork.MostForwarded || Services.Values.FirstOrDefault(command => command.Count == 0 || command.Any(part => part.Contains('\0', StringComparison.Ordinal))) is not null)
            throw HostingException.Invalid($"A service is a command line; at most {SandboxNetwork.MostForwarded} can be declared");
    }
}
