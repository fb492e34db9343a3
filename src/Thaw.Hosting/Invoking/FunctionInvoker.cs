using System.Collections.Concurrent;
using System.Text.Json;
using Thaw.Hosting.Capture;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Logs;
using Thaw.Hosting.Metrics;
using Thaw.Hosting.Pools;
using Thaw.Hosting.Tracing;

namespace Thaw.Hosting.Invoking;

/// <summary>Brings events to instances and answers back, within the limits of function and host.</summary>
/// <remarks>Members may be called from any thread; DisposeAsync comes last.</remarks>
public sealed class FunctionInvoker : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _running = new(StringComparer.Ordinal);
    private readonly HostSettings _settings;
    private readonly InstancePools _pools;
    private readonly FunctionLogs _logs;
    private readonly TimeProvider _time;
    private int _queued;
    private int _inFlight;

    internal FunctionInvoker(InstancePools pools, FunctionLogs logs, HostSettings settings, TimeProvider time) =>
        (_pools, _logs, _settings, _time) = (pools, logs, settings, time);

    /// <summary>What it has counted.</summary>
    public HostMetrics Metrics { get; } = new();

    /// <summary>How many instances there are.</summary>
    public int Instances => _pools.Instances;

    /// <summary>Keeps samples of events.</summary>
    public required EventCapture Captured { get; init; }

    /// <summary>What instances run: versions that a function has, and some that it had.</summary>
    internal IReadOnlyList<FunctionVersion> Running => _pools.Versions;

    /// <summary>How instances are started; the first way is used where nobody asks for another one.</summary>
    public IReadOnlyList<string> Strategies => _pools.Strategies;

    /// <summary>How many there can be.</summary>
    public int MostInstances => _settings.Instances;

    /// <summary>How many invocations wait for one.</summary>
    public int Waiting => Volatile.Read(ref _queued);

    /// <summary>Runs one event.</summary>
    /// <param name="function">The function.</param>
    /// <param name="version">Its version.</param>
    /// <param name="invocation">The event; an empty one means <c>{}</c>.</param>
    /// <param name="cancellation">Ends the wait for an instance; an invocation that runs goes on.</param>
    /// <exception cref="HostingException">The event is no JSON, a limit is reached, or the host cannot start the function.</exception>
    public Task<CompletedInvocation> InvokeAsync(
        DeployedFunction function, FunctionVersion version, Invocation invocation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(invocation);
        return InvocationTrace.IsWanted
            ? InvocationTrace.AroundAsync(function, version, invocation, traced => CountAsync(function, version, traced, cancellation))
            : CountAsync(function, version, invocation, cancellation);
    }

    /// <summary>How many instances a function has, and how long its idle ones are kept.</summary>
    /// <param name="function">The function.</param>
    public (int Instances, string Rule, TimeSpan KeepAlive) StateOf(DeployedFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var keeping = _pools.KeepingOf(function);
        return (_pools.InstancesOf(function.Name), keeping.Rule.ToString(), keeping.Now);
    }

    /// <summary>How it stands with the instances of a version that are kept initialised.</summary>
    public ProvisionedState ProvisionedOf(FunctionVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return _pools.ProvisionedOf(version);
    }

    /// <summary>Ends the instances of revisions that a function has no more, and starts those that are to be kept.</summary>
    public void Changed(DeployedFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _pools.KeepOnly(function.Name, [function.Latest, .. function.Versions]);
        _pools.Provision(function);
    }

    /// <summary>Ends all instances of a function and removes its logs.</summary>
    public void Removed(string function)
    {
        _pools.KeepOnly(function, []);
        _logs.Remove(function);
        Captured.Remove(function);
    }

    /// <summary>Waits a while for what runs, then ends everything.</summary>
    public async ValueTask DisposeAsync()
    {
        var begin = _time.GetTimestamp();
        while (Volatile.Read(ref _inFlight) > 0 && _time.GetElapsedTime(begin) < _settings.Grace)
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time).ConfigureAwait(false);
        await _pools.DisposeAsync().ConfigureAwait(false);
        // What was killed just now is on its way to its caller.
        while (Volatile.Read(ref _inFlight) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(5), _time).ConfigureAwait(false);
    }

    private async Task<CompletedInvocation> CountAsync(
        DeployedFunction function, FunctionVersion version, Invocation invocation, CancellationToken cancellation)
    {
        invocation = invocation.Event.Length == 0 ? invocation with { Event = "{}"u8.ToArray() } : invocation;
        CheckJson(invocation.Event.Span);
        Enter(function);
        Interlocked.Increment(ref _inFlight);
        IdleTimes? learning = null;
        try
        {
            var pool = PoolFor(function, version, invocation.Demand);
            learning = pool.Keeping.Learning;
            learning?.Begin(_time.GetElapsedTime(0));
            return await RunAsync(pool, version, invocation, cancellation).ConfigureAwait(false);
        }
        finally
        {
            learning?.End(_time.GetElapsedTime(0));
            Interlocked.Decrement(ref _inFlight);
            _running.AddOrUpdate(function.Name, 0, static (_, count) => count - 1);
        }
    }

    private async Task<CompletedInvocation> RunAsync(
        InstancePool pool, FunctionVersion version, Invocation invocation, CancellationToken cancellation)
    {
        var arrived = _time.GetTimestamp();
        if (invocation.Demand is { ColdCache: true })
            pool.ForgetFiles();
        var begin = _time.GetTimestamp();
        var lease = await LeaseAsync(pool, invocation, cancellation).ConfigureAwait(false);
        var queueMs = _time.GetElapsedTime(begin).TotalMilliseconds;
        var cold = lease is { IsCold: true, Instance: { } started } ? started.Phases : null;
        var (answer, memory, answered) = await AnswerAsync(pool, version, invocation, lease, cold).ConfigureAwait(false);
        var done = new CompletedInvocation(invocation.RequestId, version.Version, answer, lease.Log, queueMs, cold)
        {
            ProportionalBytes = memory,
            AsideMs = (_time.GetElapsedTime(arrived, begin) + _time.GetElapsedTime(answered)).TotalMilliseconds,
        };
        Metrics.Add(pool.Request.Function, done);
        // What a benchmark sends says nothing about what comes otherwise.
        if (invocation.Demand is null && answer.ErrorType is null)
            Captured.Add(pool.Request.Function, invocation.Event);
        return done;
    }

    /// <summary>The answer, the instance's memory if that is wanted, and the moment of the answer. The instance goes back to its pool whatever happens.</summary>
    private async Task<(InvocationAnswer Answer, long? Memory, long Answered)> AnswerAsync(
        InstancePool pool, FunctionVersion version, Invocation invocation, Lease lease, StartPhases? cold)
    {
        var log = lease.Log;
        try
        {
            log.AddLine($"START RequestId: {invocation.RequestId} Version: {version.Version}");
            var answer = lease.Instance is { } runner
                ? await runner.InvokeAsync(invocation, log).ConfigureAwait(false)
                : lease.Failure!.For(invocation.RequestId);
            log.AddLine($"END RequestId: {invocation.RequestId}");
            log.AddLine(ReportLine.Of(invocation.RequestId, version, answer, cold, lease.Instance?.PeakMemoryBytes));
            _logs.Add(pool.Request.Function, log.ToArray());
            var answered = _time.GetTimestamp();
            return (answer, invocation.Demand is { Memory: true } ? lease.Instance?.ProportionalBytes : null, answered);
        }
        finally
        {
            if (lease.Instance is { } instance)
                await pool.ReturnAsync(instance).ConfigureAwait(false);
        }
    }

    /// <summary>An instance out of its pool; a pool that was made for this invocation alone takes no other one.</summary>
    private async Task<Lease> LeaseAsync(InstancePool pool, Invocation invocation, CancellationToken cancellation)
    {
        try
        {
            return await WaitAsync(pool, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (invocation.Demand is { IsAlone: true })
                await pool.RetireAsync().ConfigureAwait(false);
        }
    }

    private InstancePool PoolFor(DeployedFunction function, FunctionVersion version, InvocationDemand? demand) =>
        demand is { IsAlone: true, Strategy: { } name } ? _pools.Alone(function, version, name) : _pools.For(function, version);

    private async Task<Lease> WaitAsync(InstancePool pool, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _queued) > _settings.Queued)
        {
            Interlocked.Decrement(ref _queued);
            throw TooMany("ConcurrentInvocationLimitExceeded");
        }
        using var late = new CancellationTokenSource(_settings.QueueTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await pool.AcquireAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw TooMany("ConcurrentInvocationLimitExceeded");
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }
    }

    private void Enter(DeployedFunction function)
    {
        var running = _running.AddOrUpdate(function.Name, 1, static (_, count) => count + 1);
        if (running <= (function.ReservedConcurrency ?? int.MaxValue))
            return;
        _running.AddOrUpdate(function.Name, 0, static (_, count) => count - 1);
        throw TooMany("ReservedFunctionConcurrentInvocationLimitExceeded");
    }

    private static HostingException TooMany(string reason) => new(HostingProblem.TooManyRequests, "Rate Exceeded.") { Reason = reason };

    /// <summary>Refuses what is no JSON.</summary>
    /// <exception cref="HostingException">It is none.</exception>
    internal static void CheckJson(ReadOnlySpan<byte> text)
    {
        try
        {
            if (text.IsEmpty)
                return;
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            throw new HostingException(HostingProblem.InvalidRequestContent, "Could not parse request body into json: " + e.Message, e);
        }
    }
}
