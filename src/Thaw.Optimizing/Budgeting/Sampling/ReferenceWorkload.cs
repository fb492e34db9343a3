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
    /// <summary>The name of what it does. It changes when the Python files of the workload do: ratios to another workload mean nothing.</summary>
    public const string Name = "imports-1";

    /// <summary>
    /// The reference takes about as long as the function, so that both meet the same disturbances, within these bounds: shorter
    /// ones are mostly timer and scheduler, longer ones only cost time.
    /// </summary>
    private const double ShortestMs = 8;
    private const double LongestMs = 80;
    private const int TrialRounds = 20;
    private const int TrialStarts = 5;

    private readonly PreparedFunction _prepared;

    private ReferenceWorkload(PreparedFunction prepared, int rounds) => (_prepared, Rounds) = (prepared, rounds);

    /// <summary>How often the work is repeated in a start.</summary>
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
        using var trial = Prepare(function, TrialRounds, cancellation);
        var perRound = Typical(() => trial.OwnMs(cancellation)) / TrialRounds;
        var functionMs = Typical(() => ColdStart.Init(function, ByteCodeState.Warm, cancellation).OwnMs);
        var rounds = (int)Math.Ceiling(Math.Clamp(functionMs, ShortestMs, LongestMs) / perRound);
        return Prepare(function, rounds, cancellation);
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
