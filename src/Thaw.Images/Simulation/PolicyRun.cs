using Thaw.Images.Traces;

namespace Thaw.Images.Simulation;

/// <summary>One host of the simulation, which holds images by one policy.</summary>
internal sealed class PolicyRun(ImagePolicy policy, SimulatedFunctions functions, double seconds, double keepAlive)
{
    private readonly FunctionPool?[] _pools = new FunctionPool?[functions.Count];
    private readonly MemoryOverTime _instances = new(seconds);
    private readonly MemoryOverTime _images = new(seconds);
    private readonly ColdStartTally _coldStarts = new();
    private double _imageSeconds;
    private long _peakImageBytes;
    private (double Since, long Bytes) _held;

    /// <summary>An invocation arrives; those of one function in order of time.</summary>
    public void Invoke(int function, Invocation invocation)
    {
        var pool = _pools[function] ??= new FunctionPool(keepAlive);
        var at = invocation.StartSeconds;
        if (pool.TryTake(at, _instances, out var instance))
        {
            pool.Work(instance, at + invocation.DurationSeconds);
            return;
        }

        var start = policy.Start(function, at);
        _coldStarts.Add(start);
        pool.Work(new Existing(at, start.Bytes + functions.DataBytes[function]), at + (start.Ms / 1000) + invocation.DurationSeconds);
    }

    /// <summary>A period between two plans is over.</summary>
    public void EndPeriod(double from, double until)
    {
        _imageSeconds += policy.Images * (until - from);
        if (until < seconds)
            policy.Plan(until, (until - from) / 60);
        if (until < seconds && policy.ImageBytes == _held.Bytes)
            return;
        _images.Add(_held.Since, until, _held.Bytes);
        _held = (until, policy.ImageBytes);
        _peakImageBytes = Math.Max(_peakImageBytes, policy.ImageBytes);
    }

    /// <summary>The trace is over.</summary>
    public void End()
    {
        foreach (var pool in _pools)
            pool?.EndAll(_instances);
    }

    /// <summary>What came of it.</summary>
    public PolicyResult Result() => new(
        policy.Name, _coldStarts.Count, _coldStarts.FromImage, _coldStarts.MeanMs, _coldStarts.QuantileMs(0.5), _coldStarts.QuantileMs(0.9), _coldStarts.QuantileMs(0.99),
        seconds > 0 ? _imageSeconds / seconds : 0, policy.Built, _images.MeanBytes, _peakImageBytes, _instances.MeanBytes, _instances.PeakBytes, _instances.PeakWith(_images));
}
