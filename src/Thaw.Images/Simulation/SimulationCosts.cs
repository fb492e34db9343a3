using Thaw.Images.Planning;

namespace Thaw.Images.Simulation;

/// <summary>What a simulation takes for the costs of starts: measured on a machine, or written by hand.</summary>
public sealed record SimulationCosts
{
    /// <summary>The schema of the file.</summary>
    public const string SchemaName = "thaw.images.costs";

    /// <summary>The version of the file that this program writes and reads.</summary>
    public const int SchemaVersion = 1;

    /// <summary><see cref="SchemaName"/>.</summary>
    public string Schema { get; init; } = SchemaName;

    /// <summary><see cref="SchemaVersion"/>.</summary>
    public int Version { get; init; } = SchemaVersion;

    /// <summary>How and where they were measured, one line.</summary>
    public required string Source { get; init; }

    /// <summary>Starts and templates.</summary>
    public required StartCosts Start { get; init; }

    /// <summary>What functions load; each has a name of its own.</summary>
    public required IReadOnlyList<ImagePart> Parts { get; init; }

    /// <summary>The kinds of functions that a trace's functions are taken to be.</summary>
    public required IReadOnlyList<FunctionKind> Kinds { get; init; }
}

/// <summary>A kind of function: what it loads, and what is its own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Its share of a trace's functions, over that of all kinds; over 0.</param>
/// <param name="OwnInitMs">Initialising its own code, ms; no shared image holds that.</param>
/// <param name="OwnBytes">Memory of that, bytes.</param>
/// <param name="Parts">Names of the parts that it loads.</param>
public sealed record FunctionKind(string Name, double Weight, double OwnInitMs, long OwnBytes, IReadOnlyList<string> Parts);
