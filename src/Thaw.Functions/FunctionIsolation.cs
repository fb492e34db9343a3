namespace Thaw.Functions;

/// <summary>What the sandbox of a function has on a host, beside the usual.</summary>
public sealed record FunctionIsolation
{
    /// <summary>Whether it reaches public addresses.</summary>
    public bool HasWayOut { get; init; }

    /// <summary>Ports of the host's loopback that it finds at its own; 1 to 65535.</summary>
    public IReadOnlyList<int> Forwarded { get; init; } = [];

    /// <summary>The absolute path of a folder or an unpacked image that is its root file system, in place of the host's /usr; null: none.</summary>
    public string? RootFs { get; init; }

    /// <summary>Processor time per time once it has started, 1 being one processor; 0.05 to 64. Null: the host decides.</summary>
    public double? Processors { get; init; }
}
