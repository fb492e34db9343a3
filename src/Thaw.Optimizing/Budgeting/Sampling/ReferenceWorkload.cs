using System.Globalization;
using Thaw.Functions;
using Thaw.Profiling.Statistics;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Budgeting.Sampling;

/// <summary>
/// A fixed workload that is started like the function, by the same interpreter, in turn with it: what slows down the machine
/// slows down both, and the ratio of the two stays.
/// </summary>
internal sealed class ReferenceWorkload : IDisposable
{
    /// <summary>The name of what it does. It changes when the Python file of the workload does: ratios to another workload mean nothing.</summary>
    /// <remarks>
    /// The first, which executed the same code object over and over, stayed in the processor's caches: where others had the
    /// processor as well, functions became slower by the power 1.3 of what it did, and sessions under different load differed
    /// by 1.8 %. Of imports of the standard library the power is 1.0 (16 sessions of 24 starts with 0 to 3 busy neighbours).
    /// </remarks>
    public const string Name = "imports-2";

    /// <summary>The modules that the workload can import.</summary>
    public const int MostRounds = 32;

    /// <summary>
    /// The reference takes about as long as the function, so that both meet the same disturbances, but not less: shorter ones
    /// are mostly timer and scheduler. All of its modules take some 60 ms; longer ones would only cost time.
    /// </summary>
    private const double ShortestMs = 8;
    private const int TrialStarts = 5;

    private readonly PreparedFunction _prepared;

    private ReferenceWorkload(PreparedFunction prepared, int rounds) => (_prepared, Rounds) = (prepared, rounds);

    /// <summary>How many modules a start imports, 1 to <see cref="MostRounds"/>.</summary>
    public int Rounds { get; }

    /// <summary>Makes one of a given length, ready to be timed: its byte code is compiled.</summary>
    public static ReferenceWorkload Prepare(PreparedFunction function, int rounds, CancellationToken cancellation)
    {
        var reference = new ReferenceWorkload(Open(function, rounds), rounds);
        try
        {
            reference.Start(ByteCodeState.Priming, cancellation);
            return reference;
        }
        catch
        {
            reference.Dispose();
            throw;
        }
    }

    /// <summary>Makes one that takes about as long as the function does.</summary>
    public static ReferenceWorkload Calibrate(PreparedFunction function, CancellationToken cancellation)
    {
        var wanted = Math.Max(ShortestMs, Typical(() => ColdStart.Init(function, ByteCodeState.Warm, cancellation).OwnMs));
        // The fewest modules that take as long: each more makes it longer.
        var (low, high) = (1, MostRounds);
        while (low < high)
        {
            var middle = (low + high) / 2;
            using var trial = Prepare(function, middle, cancellation);
            (low, high) = Typical(() => trial.OwnMs(cancellation)) < wanted ? (middle + 1, high) : (low, middle);
        }

        return Prepare(function, low, cancellation);
    }

    /// <summary>Starts it once; the time of its init without waiting for a processor, ms.</summary>
    public double OwnMs(CancellationToken cancellation) => Start(ByteCodeState.Warm, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _prepared.Dispose();

    // The middle one: a start may lose its whole time to waiting when it is interrupted between two clocks.
    private static double Typical(Func<double> start) => Robust.Median([.. Enumerable.Range(0, TrialStarts).Select(_ => start())]);

    private double Start(ByteCodeState state, CancellationToken cancellation) =>
        ColdStart.Init(_prepared, state, cancellation).OwnMs;

    private static PreparedFunction Open(PreparedFunction function, int rounds) => PreparedFunction.Prepare(
        new PrepareRequest
        {
            Path = Name,
            Python = function.Environment.Interpreter.Executable,
            Function = new FunctionDefinition
            {
                Name = "reference",
                Kind = FunctionKind.Handler,
                Target = "thaw_reference.handler",
                Root = Path.Combine(AppContext.BaseDirectory, "optimizing"),
                Environment = new Dictionary<string, string> { ["THAW_REFERENCE_ROUNDS"] = rounds.ToString(CultureInfo.InvariantCulture) },
            },
        },
        ThawFolders.Cache);
}
