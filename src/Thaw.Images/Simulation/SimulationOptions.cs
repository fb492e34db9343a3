namespace Thaw.Images.Simulation;

/// <summary>How a host of the simulation works.</summary>
public sealed record SimulationOptions
{
    /// <summary>How long an instance is kept that has nothing to do, s, over 0. A host's default: ten minutes.</summary>
    public double KeepAliveSeconds { get; init; } = 600;

    /// <summary>Memory that images may take together, bytes.</summary>
    public long ImageMemoryBytes { get; init; } = 1_000_000_000;

    /// <summary>How often it is decided anew which images to hold, s, over 0.</summary>
    public double PlanSeconds { get; init; } = 300;

    /// <summary>An image is built only if it saves what building it takes within this time, minutes, over 0.</summary>
    public double HorizonMinutes { get; init; } = 60;

    /// <summary>After this time what was observed counts half, minutes, over 0: starts are forecast from those of the past.</summary>
    public double HalfLifeMinutes { get; init; } = 60;

    /// <summary>Decides which function of the trace is of which kind.</summary>
    public ulong Seed { get; init; } = 1;
}
