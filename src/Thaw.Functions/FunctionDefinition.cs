using Thaw.Functions.Budgets;

namespace Thaw.Functions;

/// <summary>A function, ready to be started: what runs, what it needs, and the events that it is tried with.</summary>
/// <remarks>
/// Immutable. <see cref="FunctionLoader"/> makes it and has checked every value; whoever makes one by hand answers
/// for the ranges given here.
/// </remarks>
public sealed record FunctionDefinition
{
    /// <summary>Its name: letters, digits, <c>_</c>, <c>-</c> and <c>.</c>; by default that of its folder, zip or script.</summary>
    public required string Name { get; init; }

    /// <summary>How it is started.</summary>
    public required FunctionKind Kind { get; init; }

    /// <summary>The handler as <c>module.callable</c>, a script's absolute path, or the name of a module.</summary>
    public required string Target { get; init; }

    /// <summary>The absolute folder of its own code, put first on <c>sys.path</c>.</summary>
    public required string Root { get; init; }

    /// <summary>The absolute folder that it is started in; null: <see cref="Root"/>.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>The versions of Python that it may run on, as a <see cref="VersionSpecifier"/>; null: any.</summary>
    public string? PythonSpecifier { get; init; }

    /// <summary>The memory that it is given, MiB; above 0.</summary>
    public int MemoryMb { get; init; } = 128;

    /// <summary>How long one invocation may take; above zero.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a host keeps an idle instance of it; null: as the host does.</summary>
    public KeepAliveRule? KeepAlive { get; init; }

    /// <summary>Which dependency image its instances are forked from on a host; null: the host decides.</summary>
    public ImageRule? Image { get; init; }

    /// <summary>Names of the Debian packages that it declares; they and their hard dependencies are all that it sees.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>
    /// True where packages are declared, also as an empty list: then the function sees the standard library and
    /// <see cref="Packages"/>. False: it sees what its interpreter sees.
    /// </summary>
    public bool DeclaresPackages { get; init; }

    /// <summary>Environment variables that it is started with, beside those that Thaw sets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Helpers started beside the function: a name, and a command line in which <c>{python}</c> stands for the
    /// interpreter and <c>{port}</c> for a free loopback port.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Services { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What its sandbox has on a host, beside the usual.</summary>
    public FunctionIsolation Isolation { get; init; } = new();

    /// <summary>False for a function that is too heavy for quick tests and runs in benchmarks alone.</summary>
    public bool Quick { get; init; } = true;

    /// <summary>The events, in the order of their definition; at least one that is not held out.</summary>
    public IReadOnlyList<FunctionEvent> Events { get; init; } = [];

    /// <summary>Paths in the result whose values differ between two runs of one event; empty: none differs.</summary>
    public IReadOnlyList<string> NonDeterministic { get; init; } = [];

    /// <summary>Command-line arguments of a script or module.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What its cold start may cost; null: nothing is said.</summary>
    public FunctionBudget? Budget { get; init; }

    /// <summary>The event that occurs most often; null where there is none.</summary>
    public FunctionEvent? UsualEvent() => Events.MaxBy(each => each.Weight);
}
