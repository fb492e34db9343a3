using Thaw.Lab.Benchmarks;

namespace Thaw.Lab.Hosts;

/// <summary>Cold starts of one function, booted and forked in turn; those of the same index were made one after the other.</summary>
/// <param name="Boots">Those that booted.</param>
/// <param name="Forks">Those that were forked; as many.</param>
internal sealed record ForkedStarts(IReadOnlyList<StartSample> Boots, IReadOnlyList<StartSample> Forks)
{
    /// <summary>Forks from the request to the answer, without what the function does itself, ms.</summary>
    public double[] StartMs => [.. Forks.Select(fork => fork.Ms - PhaseOf(fork, "handler") - PhaseOf(fork, "import"))];

    /// <summary>Forks without what the handler does, ms.</summary>
    public double[] AnswerMs => [.. Forks.Select(WithoutHandler)];

    /// <summary>Boots without what the function does itself, ms.</summary>
    public double[] BootStartMs => [.. Boots.Zip(Forks, (boot, fork) => WithoutHandler(boot) - OwnInit(boot, fork))];

    /// <summary>Boots without what the handler does, ms.</summary>
    public double[] BootAnswerMs => [.. Boots.Select(WithoutHandler)];

    /// <summary>What callers waited, all of it, ms.</summary>
    public (double[] Boot, double[] Fork) WholeMs => ([.. Boots.Select(boot => boot.Ms)], [.. Forks.Select(fork => fork.Ms)]);

    /// <summary>Interpreter and libraries: of a boot, starting the one and importing the others; of a fork, the fork; ms.</summary>
    public (double[] Boot, double[] Fork) LoadingMs =>
    (
        [.. Boots.Zip(Forks, (boot, fork) => PhaseOf(boot, "runtime") + PhaseOf(boot, "import") - OwnInit(boot, fork))],
        [.. Forks.Select(fork => PhaseOf(fork, "runtime"))]
    );

    /// <summary>A phase of a start, ms; 0 when it has none of that name.</summary>
    public static double PhaseOf(StartSample start, string phase) => start.Phases.FirstOrDefault(each => each.Key == phase).Value;

    private static double WithoutHandler(StartSample start) => start.Ms - PhaseOf(start, "handler");

    /// <summary>What the function's own modules take in a boot, ms: as long as in the fork beside it, at most the whole import.</summary>
    private static double OwnInit(StartSample boot, StartSample fork) => Math.Min(PhaseOf(boot, "import"), PhaseOf(fork, "import"));
}
