namespace Thaw.Optimizing.Verification;

/// <summary>How thoroughly an original and a result are compared.</summary>
public sealed record VerifyOptions
{
    /// <summary>
    /// Processes of the original for each event before the result is looked at, 2 or more: what differs between them is
    /// masked. Each has its memory laid out another way, so that what depends on addresses differs.
    /// </summary>
    public int OriginalRuns { get; init; } = 2;

    /// <summary>
    /// Processes of the original for each event at most, at least <see cref="OriginalRuns"/>: where the result differs,
    /// the original is run again, because two runs may agree by chance.
    /// </summary>
    public int MostOriginalRuns { get; init; } = 5;

    /// <summary>Threads that reach for deferred names, and call the handler, at once; 2 or more.</summary>
    public int Threads { get; init; } = 8;

    /// <summary>How often each first use from many threads is tried, each time in a process of its own; 1 or more.</summary>
    public int ThreadRounds { get; init; } = 3;

    /// <summary>A shell command that runs the function's own tests in its folder; null for none.</summary>
    public string? TestCommand { get; init; }

    /// <summary>How long <see cref="TestCommand"/> may take.</summary>
    public TimeSpan TestLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>True to stop at the first check that finds a breaking difference, as the search for the edit does.</summary>
    public bool StopAtFirst { get; init; }

    /// <summary>
    /// Modules whose names are resolved beside those of the edited ones: a star import takes what its module has at that
    /// moment, so it can lose names although its own file is not edited.
    /// </summary>
    public IReadOnlyCollection<string> AlsoResolve { get; init; } = [];

    /// <summary>Told which check begins; may be null.</summary>
    public Action<string>? Checking { get; init; }

    /// <summary>To make only the check that found this difference, and only where it was; null for everything.</summary>
    public Difference? Focus { get; init; }

    /// <summary>
    /// How long first uses of deferred names are tried one by one, and from many threads once more; what is left then is
    /// resolved together.
    /// </summary>
    public TimeSpan FirstUseBudget { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a process may take besides its invocations; it is killed after it.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What an invocation may take beyond the function's own time-out, for the noise of the machine; above 0.</summary>
    public TimeSpan InvocationGrace { get; init; } = TimeSpan.FromSeconds(10);
}
