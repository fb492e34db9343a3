using System.Diagnostics;
using Thaw.Images.Planning;
using Thaw.Images.Traces;

namespace Thaw.Images.Simulation;

/// <summary>
/// What images would have been worth for a trace: cold-start times and memory without any, with one a function, and with shared ones.
/// </summary>
/// <remarks>
/// An invocation takes the idle instance of its function that was used last, or has one started; an instance that is idle for longer
/// than the keep-alive goes. The number of instances is not limited. What images are held is decided at even intervals, from the cold
/// starts before. The same trace, costs and options give the same figures.
/// </remarks>
/// <example><code>
/// var report = ImageSimulation.Run(TraceFile.Read("trace.csv"), CostsFile.Read("costs.json"), new SimulationOptions(), default);
/// </code></example>
public sealed class ImageSimulation
{
    private const double PublishedSavingOfTen = 0.88;

    private readonly InvocationTrace _trace;
    private readonly SimulationOptions _options;
    private readonly SimulatedFunctions _functions;
    private readonly SharedImages _shared;
    private readonly PolicyRun[] _runs;
    private long _invocations;

    private ImageSimulation(InvocationTrace trace, SimulationCosts costs, SimulationOptions options)
    {
        _trace = trace;
        _options = options;
        _functions = new SimulatedFunctions(trace, costs, options.Seed);
        _shared = new SharedImages(_functions, options);
        _runs = [.. new ImagePolicy[] { new NoImages(_functions), new OwnImages(_functions, options), _shared }.Select(policy => new PolicyRun(policy, _functions, trace.Seconds, options.KeepAliveSeconds))];
    }

    /// <summary>Simulates.</summary>
    /// <param name="trace">The invocations.</param>
    /// <param name="costs">What starts cost.</param>
    /// <param name="options">How the host works.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static SimulationReport Run(InvocationTrace trace, SimulationCosts costs, SimulationOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(costs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.KeepAliveSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.PlanSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.HorizonMinutes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.HalfLifeMinutes);
        ArgumentOutOfRangeException.ThrowIfNegative(options.ImageMemoryBytes);
        var start = Stopwatch.GetTimestamp();
        var simulation = new ImageSimulation(trace, costs, options);
        simulation.Play(cancellation);
        return simulation.Report() with { SimulatedIn = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>Functions are independent of each other between two plans, so each plays its part alone: nothing has to be sorted.</summary>
    private void Play(CancellationToken cancellation)
    {
        var readers = Enumerable.Range(0, _functions.Count).Select(_trace.Open).ToArray();
        for (var from = 0.0; from < _trace.Seconds; from += _options.PlanSeconds)
        {
            var until = Math.Min(from + _options.PlanSeconds, _trace.Seconds);
            var before = until < _trace.Seconds ? until : double.PositiveInfinity;
            for (var function = 0; function < readers.Length; function++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (; readers[function].TryRead(before, out var invocation); _invocations++)
                {
                    foreach (var run in _runs)
                        run.Invoke(function, invocation);
                    if (_invocations % 65_536 == 0)
                        cancellation.ThrowIfCancellationRequested();
                }
            }

            foreach (var run in _runs)
                run.EndPeriod(from, until);
        }

        foreach (var run in _runs)
            run.End();
    }

    private SimulationReport Report() => new()
    {
        Trace = _trace.Source,
        Synthetic = _trace.IsSynthetic,
        Costs = _functions.Costs.Source,
        Seconds = _trace.Seconds,
        Functions = _functions.Count,
        Invocations = _invocations,
        Options = _options,
        Policies = [.. _runs.Select(run => run.Result())],
        Images = _shared.Latest.Images,
        LeftOut = _shared.Latest.LeftOut,
        Space = Space(),
        SimulatedIn = 0,
    };

    private ImageSpace Space()
    {
        var plan = ImagePlanner.Plan(_shared.Request(kind => _functions.KindOf.Contains(kind) ? 1 : 0, long.MaxValue, double.PositiveInfinity));
        var own = _functions.KindOf.Sum(kind => (double)_functions.Kinds[kind].OwnImageBytes);
        return new ImageSpace(
            own, plan.Bytes, plan.Images.Count, plan.Images.Count == 0 ? 0 : (double)_functions.Count / plan.Images.Count,
            Saving(plan.Bytes, own),
            OfKinds(kind => Saving(kind.SharedImageBytes, 10.0 * kind.OwnImageBytes)),
            OfKinds(kind => Saving(kind.SharedImageBytes + (10.0 * kind.FromAll.Bytes), 10.0 * (kind.OwnImageBytes + kind.Own.Bytes))),
            PublishedSavingOfTen);
    }

    private double OfKinds(Func<KindCosts, double> value)
    {
        var kinds = _functions.Costs.Kinds;
        return kinds.Select((kind, index) => kind.Weight * value(_functions.Kinds[index])).Sum() / kinds.Sum(kind => kind.Weight);
    }

    private static double Saving(double some, double all) => all > 0 ? 1 - (some / all) : 0;
}
