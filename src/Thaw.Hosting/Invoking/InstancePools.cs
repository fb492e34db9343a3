using System.Collections.Concurrent;
using Thaw.Functions;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Pools;

namespace Thaw.Hosting.Invoking;

/// <summary>All pools of a host: one for each revision of each function that was invoked.</summary>
/// <remarks>Members may be called from any thread; DisposeAsync comes last.</remarks>
internal sealed class InstancePools : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, InstancePool> _pools = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IdleTimes> _times = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly IReadOnlyList<IInstanceStrategy> _strategies;
    private readonly HostCapacity _capacity;
    private readonly HostSettings _settings;
    private readonly TimeProvider _time;
    private readonly Task _reaping;

    public InstancePools(IReadOnlyList<IInstanceStrategy> strategies, HostSettings settings, TimeProvider time)
    {
        // The first strategy is used where nobody asks for another.
        (_strategies, _settings, _time) = (strategies, settings, time);
        _capacity = new HostCapacity(settings.Instances, Environment.ProcessorCount) { Freed = StartWanted, Full = () => _ = EndOneIdleAsync() };
        _reaping = ReapAsync();
    }

    /// <summary>All instances, starting ones included.</summary>
    public int Instances => _capacity.Taken;

    /// <summary>The strategies' names, the usual one first.</summary>
    public IReadOnlyList<string> Strategies => [.. _strategies.Select(strategy => strategy.Name)];

    /// <summary>What instances run or may still start.</summary>
    public IReadOnlyList<FunctionVersion> Versions => [.. _pools.Values.Where(pool => !pool.IsOver).Select(pool => pool.Request.Version)];

    public InstancePool For(DeployedFunction function, FunctionVersion version) =>
        _pools.TryGetValue(version.RevisionId, out var pool) ? pool : _pools.GetOrAdd(version.RevisionId, _ => Create(function, version, _strategies[0]));

    /// <summary>A pool of its own for one invocation, which retires it.</summary>
    /// <exception cref="HostingException">There is no such strategy.</exception>
    public InstancePool Alone(DeployedFunction function, FunctionVersion version, string strategy)
    {
        var found = _strategies.FirstOrDefault(each => each.Name == strategy) ?? throw HostingException.Invalid(
            $"This host has no strategy {strategy}; it has {string.Join(", ", _strategies.Select(each => each.Name))} and {InvocationDemand.Warm}.");
        var pool = Create(function, version, found, isAsked: true);
        // Among the others: who makes room has to see that it waits for some.
        _pools[$"alone {Guid.NewGuid():n}"] = pool;
        return pool;
    }

    /// <summary>How long the idle instances of a function's latest version are kept.</summary>
    public InstanceKeeping KeepingOf(DeployedFunction function) => KeepingOf(function, function.Latest);

    /// <summary>How many instances a function has, those that start among them.</summary>
    public int InstancesOf(string function) => _pools.Values.Where(pool => pool.Request.Function == function)
        .Sum(pool => pool.Counts is var counts ? counts.Idle + counts.Busy + counts.Starting : 0);

    /// <summary>Keeps as many instances of each version of a function as is configured for it and its aliases.</summary>
    public void Provision(DeployedFunction function)
    {
        foreach (var version in function.Versions)
        {
            var wanted = function.ProvisionedOf(version);
            if (wanted > 0 || _pools.ContainsKey(version.RevisionId))
                _ = For(function, version).ProvisionAsync(wanted);
        }
    }

    /// <summary>How it stands with the instances of a version that are kept.</summary>
    public ProvisionedState ProvisionedOf(FunctionVersion version) =>
        _pools.TryGetValue(version.RevisionId, out var pool) ? pool.Provisioned : new ProvisionedState(0, 0, null);

    /// <summary>Ends what runs of revisions of a function that are not among these.</summary>
    public void KeepOnly(string function, IEnumerable<FunctionVersion> versions)
    {
        var kept = versions.Select(version => version.RevisionId).ToHashSet();
        if (kept.Count == 0)
            _times.TryRemove(function, out _);
        foreach (var pool in _pools.Values.Where(pool => pool.Request.Function == function && !kept.Contains(pool.Request.Version.RevisionId)))
            _ = pool.RetireAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _reaping.ConfigureAwait(false);
        await Task.WhenAll(_pools.Values.Select(pool => pool.DisposeAsync().AsTask())).ConfigureAwait(false);
        _capacity.Dispose();
        _ending.Dispose();
    }

    private InstancePool Create(DeployedFunction function, FunctionVersion version, IInstanceStrategy strategy, bool isAsked = false) =>
        new(new InstanceRequest(function.Name, function.UserId, version) { IsAsked = isAsked }, strategy, _capacity, KeepingOf(function, version), _time);

    // The pauses are the function's, whichever version it has.
    private InstanceKeeping KeepingOf(DeployedFunction function, FunctionVersion version)
    {
        var rule = version.KeepAlive.Length > 0 ? KeepAliveRule.Parse(version.KeepAlive)
            : new KeepAliveRule(_settings.LearnsKeepAlive ? null : _settings.KeepAlive);
        return new InstanceKeeping(rule, _settings.KeepAlive, _times.GetOrAdd(function.Name, static _ => new IdleTimes()));
    }

    private void StartWanted()
    {
        foreach (var pool in _pools.Values)
            pool.StartWanted();
    }

    /// <summary>Makes room: of all functions' idle instances the one that has been idle longest ends.</summary>
    private async Task EndOneIdleAsync()
    {
        // In this order: an instance that is wanted from now on sets it again.
        _capacity.IsWanted = false;
        if (!_pools.Values.Any(pool => pool.WantsMore))
            return;
        _capacity.IsWanted = true;
        var oldest = _pools.Values.Where(pool => pool.OldestIdle is not null).MinBy(pool => pool.OldestIdle);
        if (oldest is not null)
            await oldest.EndIdleAsync(long.MaxValue, 1).ConfigureAwait(false);
    }

    private async Task ReapAsync()
    {
        // Often enough that an instance outlives its time by a tenth, or by a second where a function says less than the host.
        var period = TimeSpan.FromSeconds(Math.Clamp(_settings.KeepAlive.TotalSeconds / 10, 0.05, 1));
        using var timer = new PeriodicTimer(period, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false))
            {
                foreach (var (revision, pool) in _pools)
                {
                    var before = _time.GetTimestamp() - (long)(pool.Keeping.Now.TotalSeconds * _time.TimestampFrequency);
                    await pool.EndIdleAsync(before).ConfigureAwait(false);
                    pool.StartWanted();
                    if (pool.IsOver)
                        _pools.TryRemove(revision, out _);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }
}
