using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;

namespace Thaw.Hosting.Events;

/// <summary>
/// Asynchronous events: on the disk before they are accepted, run soon after, and again when the function fails. One that was under
/// way when the host died runs again: at least once, as on AWS.
/// </summary>
/// <remarks>Members may be called from any thread. Stop comes before the end of the invoker, DisposeAsync after it.</remarks>
public sealed class EventQueue : IAsyncDisposable
{
    private const string Extension = ".json";

    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<Task> _pending = [];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _atOnce;
    private readonly FunctionService _functions;
    private readonly FunctionInvoker _invoker;
    private readonly HostSettings _settings;
    private readonly TimeProvider _time;
    private readonly string _folder;

    private EventQueue(string folder, FunctionService functions, FunctionInvoker invoker, HostSettings settings, TimeProvider time)
    {
        (_folder, _functions, _invoker, _settings, _time) = (folder, functions, invoker, settings, time);
        // Callers who wait come first: events take at most half of the instances.
        _atOnce = new SemaphoreSlim(Math.Max(1, settings.Instances / 2));
    }

    /// <summary>Files of events that could not be read, a line each.</summary>
    public IReadOnlyList<string> Damaged { get; private set; } = [];

    /// <summary>How many events are not done.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>Opens the folder and goes on with what is in it.</summary>
    internal static EventQueue Open(string folder, FunctionService functions, FunctionInvoker invoker, HostSettings settings, TimeProvider time)
    {
        Directory.CreateDirectory(folder, CodeStore.OwnersOnly);
        var queue = new EventQueue(folder, functions, invoker, settings, time);
        var damaged = new List<string>();
        foreach (var path in Directory.GetFiles(folder, "*" + Extension).Where(path => !Path.GetFileName(path).StartsWith('.')))
        {
            try
            {
                queue.Begin(AcceptedEvent.Read(path));
            }
            catch (InvalidDataException e)
            {
                damaged.Add(e.Message);
            }
        }
        queue.Damaged = damaged;
        return queue;
    }

    /// <summary>Accepts an event. When this returns it is on the disk.</summary>
    /// <param name="name">The function, with the qualifier that the caller named.</param>
    /// <param name="invocation">The event.</param>
    /// <exception cref="HostingException">It is no JSON, there is no such function, or the host ends.</exception>
    public void Accept(FunctionName name, Invocation invocation)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(invocation);
        _ = _functions.Get(name);
        FunctionInvoker.CheckJson(invocation.Event.Span);
        if (_ending.IsCancellationRequested)
            throw new HostingException(HostingProblem.Service, "The host is about to end; try again when it is back.");
        var accepted = new AcceptedEvent(
            invocation.RequestId, name.Name, name.Qualifier, invocation.Event.ToArray(), invocation.ClientContext, _time.GetUtcNow(), 0);
        accepted.Write(PathOf(accepted));
        Begin(accepted);
    }

    /// <summary>Begins no further attempt.</summary>
    public void Stop() => _ending.Cancel();

    /// <summary>Waits for attempts that are under way. What is not done stays on the disk.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        Task[] pending;
        lock (_gate)
            pending = [.. _pending];
        await Task.WhenAll(pending).ConfigureAwait(false);
        _atOnce.Dispose();
    }

    private void Begin(AcceptedEvent accepted)
    {
        lock (_gate)
        {
            // It waits for the lock before it takes itself out.
            Task? task = null;
            task = Task.Run(async () =>
            {
                await RunAsync(accepted).ConfigureAwait(false);
                lock (_gate)
                    _pending.Remove(task!);
            });
            _pending.Add(task);
        }
    }

    private async Task RunAsync(AcceptedEvent accepted)
    {
        try
        {
            while (_time.GetUtcNow() - accepted.AcceptedAt < _settings.EventAge)
            {
                var failure = await AttemptAsync(accepted).ConfigureAwait(false);
                _ending.Token.ThrowIfCancellationRequested();
                if (failure is null)
                    break;
                // A full host is not the function's fault, and costs none of its attempts.
                if (failure == HostingProblem.TooManyRequests)
                {
                    await Task.Delay(_settings.EventPause, _time, _ending.Token).ConfigureAwait(false);
                    continue;
                }
                accepted = accepted with { Attempts = accepted.Attempts + 1 };
                if (accepted.Attempts > _settings.EventRetries.Count)
                    break;
                accepted.Write(PathOf(accepted));
                await Task.Delay(_settings.EventRetries[accepted.Attempts - 1], _time, _ending.Token).ConfigureAwait(false);
            }
            File.Delete(PathOf(accepted));
        }
        catch (OperationCanceledException)
        {
            // The next host goes on.
        }
    }

    /// <summary>Null: done, or never to be done. Otherwise what is in the way; <see cref="HostingProblem.Service"/> is the function's own error, too.</summary>
    private async Task<HostingProblem?> AttemptAsync(AcceptedEvent accepted)
    {
        await _atOnce.WaitAsync(_ending.Token).ConfigureAwait(false);
        try
        {
            var (function, version) = _functions.Get(new FunctionName(accepted.Function, accepted.Qualifier));
            var invocation = new Invocation(accepted.RequestId, accepted.Event, FunctionName.Arn(accepted.Function, accepted.Qualifier))
            {
                ClientContext = accepted.ClientContext,
            };
            var done = await _invoker.InvokeAsync(function, version, invocation, _ending.Token).ConfigureAwait(false);
            return done.Answer.IsError ? HostingProblem.Service : null;
        }
        catch (HostingException e)
        {
            // The function is gone: nobody will ever run it.
            return e.Problem == HostingProblem.ResourceNotFound ? null : e.Problem;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private string PathOf(AcceptedEvent accepted) => Path.Combine(_folder, accepted.RequestId + Extension);
}
