using Thaw.Functions;
using Thaw.Profiling.Recorder;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Measuring;

/// <summary>Measures a function and its optimised copy by turns: original, result, result, original, and so on.</summary>
/// <remarks>
/// A machine that becomes slower or faster meanwhile changes both. Both get the same event one after the other, each in
/// a fresh process with warm byte code. Whether to go on is decided on the width of the intervals alone, never on
/// their place: that would choose the answer.
/// </remarks>
/// <param name="time">The clock of the limit; the system's when null.</param>
public sealed class InterleavedMeasurement(TimeProvider? time = null)
{
    /// <summary>Pairs between two looks at the intervals: a bootstrap of 2,000 draws takes some ten milliseconds.</summary>
    private const int LookEvery = 4;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Measures both.</summary>
    /// <param name="original">The function.</param>
    /// <param name="result">Its copy, with the same events in the same environment.</param>
    /// <param name="options">How long.</param>
    /// <param name="progress">Told after each pair of cold starts.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The figures, with intervals.</returns>
    /// <exception cref="FunctionFailedException">One of the two does not come to the end of init, or of an event.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public MeasuredGain Measure(
        PreparedFunction original, PreparedFunction result, MeasureOptions options,
        IProgress<MeasureProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(options);
        var rotation = new EventRotation(original.Function);
        var turns = new Turns(original, result, options, cancellation);
        foreach (int? index in rotation.Events.Count > 0 ? rotation.Events.Select(index => (int?)index) : [null])
        {
            turns.Prime(index);
        }

        for (int i = 0; i < options.WarmUpPairs; i++)
        {
            turns.Next(rotation.Events.Count > 0 ? rotation.Events[i % rotation.Events.Count] : null);
        }

        return Measure(original.Function, options, rotation, turns, progress);
    }

    private MeasuredGain Measure(
        FunctionDefinition function, MeasureOptions options, EventRotation rotation, Turns turns, IProgress<MeasureProgress>? progress)
    {
        var pairs = new List<ColdStartPair>();
        int least = Math.Max(Math.Max(1, options.LeastPairs), rotation.Events.Count);
        long start = _time.GetTimestamp();
        double? precision = null;
        while (pairs.Count < least || (pairs.Count < options.MostPairs && _time.GetElapsedTime(start) < options.Limit))
        {
            pairs.Add(turns.Next(rotation.Next()));
            if (pairs.Count >= least && (pairs.Count - least) % LookEvery == 0)
            {
                precision = new GainEstimate(function, rotation, pairs).Precision();
            }

            progress?.Report(new MeasureProgress(pairs.Count, Math.Max(least, options.MostPairs), precision));
            if (precision <= options.WantedPrecision)
            {
                break;
            }
        }

        return new GainEstimate(function, rotation, pairs).ToGain(precision <= options.WantedPrecision, []);
    }

    /// <summary>Starts the two in an order that changes with every pair.</summary>
    private sealed class Turns(PreparedFunction original, PreparedFunction result, MeasureOptions options, CancellationToken cancellation)
    {
        private bool _resultFirst;

        public void Prime(int? index)
        {
            Run(original, index, ByteCodeState.Priming);
            Run(result, index, ByteCodeState.Priming);
        }

        public ColdStartPair Next(int? index)
        {
            ColdStart? second = _resultFirst ? Run(result, index, ByteCodeState.Warm) : null;
            ColdStart first = Run(original, index, ByteCodeState.Warm);
            second ??= Run(result, index, ByteCodeState.Warm);
            _resultFirst = !_resultFirst;
            return new ColdStartPair(index, first, second);
        }

        /// <summary>An event that raises on both is measured all the same: it is what the function does.</summary>
        private ColdStart Run(PreparedFunction function, int? index, ByteCodeState byteCode)
        {
            TimeSpan invocation = function.Function.Timeout + options.InvocationGrace;
            AgentRun run = function.Launcher.Run(
                new LaunchRequest
                {
                    ByteCode = byteCode,
                    Invocations = index is { } one ? [one] : [],
                    InvocationLimit = index is null ? null : invocation,
                    TimeLimit = options.StartLimit + invocation,
                },
                cancellation);
            bool initWorked = run.Init is { } init && (init.Error is null || function.Function.Kind != FunctionKind.Handler);
            if (!initWorked || (index is not null && !run.Invocations.Any()))
            {
                string what = index is { } item ? $"event {function.Function.Events[item].Name}" : "init";
                throw new FunctionFailedException($"{function.Function.Root} cannot be measured: {what} does not come to its end");
            }

            return ColdStart.Of(run);
        }
    }
}
