using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Logs;

namespace Thaw.Hosting.Events;

/// <summary>
/// Asynchronous events: on the disk before they are accepted, run soon after, and again when the function fails. One that was under
/// way when the host died runs again: at least once, as on AWS. The same holds for those that an event causes: they are on the disk
/// before it is removed.
/// </summary>
/// <remarks>Members may be called from any thread. Stop comes before the end of the invoker, DisposeAsync after it.</remarks>
public sealed class EventQueue : IAsyncDisposable
{
    private const string Extension = ".json";

    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<Task> _pending = [];
    private readonly Lock _gate = new();
    private readonly EventRunner _runner;
    private readonly FunctionService _functions;
    private readonly FunctionLogs _logs;
    private readonly TimeProvider _time;
    private readonly string _folder;

    private EventQueue(string folder, FunctionService functions, FunctionInvoker invoker, FunctionLogs logs, HostSettings settings, TimeProvider time)
    {
        (_folder, _functions, _logs, _time) = (folder, functions, logs, time);
        _runner = new EventRunner(functions, invoker, settings, time, accepted => accepted.Write(PathOf(accepted)));
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
    internal static EventQueue Open(
        string folder, FunctionService functions, FunctionInvoker invoker, FunctionLogs logs, HostSettings settings, TimeProvider time)
    {
        Directory.CreateDirectory(folder, CodeStore.OwnersOnly);
        var queue = new EventQueue(folder, functions, invoker, logs, settings, time);
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
            invocation.RequestId, name.Name, name.Qualifier, invocation.Event.ToArray(), invocation.ClientContext, _time.GetUtcNow(), 0)
        {
            Trace = invocation.TraceHeader,
        };
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
        _runner.Dispose();
    }

    private void Begin(AcceptedEvent accepted)
    {
        lock (_gate)
        {
            // What an event causes that ends with the host is the next host's.
            if (_ending.IsCancellationRequested)
                return;
            // It waits for the lock before it takes itself out.
            Task? task = null;
            task = Task.Run(async () =>
            {
                try
                {
                    await RunAsync(accepted).ConfigureAwait(false);
                }
                finally
                {
                    lock (_gate)
                        _pending.Remove(task!);
                }
            });
            _pending.Add(task);
        }
    }

    private async Task RunAsync(AcceptedEvent accepted)
    {
        try
        {
            var outcome = await _runner.RunAsync(accepted, _ending.Token).ConfigureAwait(false);
            var caused = outcome?.Consequences(_time.GetUtcNow(), why => Complain(accepted, why)) ?? [];
            foreach (var next in caused)
            {
                if (_functions.Find(next.Function)?.Resolve(next.Qualifier) is null)
                    Complain(accepted, $"{FunctionName.Arn(next.Function, next.Qualifier)} is gone, and does not hear of it");
                else
                    next.Write(PathOf(next));
            }
            File.Delete(PathOf(accepted));
            foreach (var next in caused.Where(next => File.Exists(PathOf(next))))
                Begin(next);
        }
        catch (OperationCanceledException)
        {
            // The next host goes on.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain(accepted, $"stays for the next host, because of the disk: {e.Message}");
        }
        catch (Exception e)
        {
            // Whatever it is, it would happen again: one event must not keep the others from being counted, or the host from ending.
            Complain(accepted, $"given up, because of a defect in Thaw: {e.GetType().Name}: {e.Message}");
            File.Delete(PathOf(accepted));
        }
    }

    private void Complain(AcceptedEvent accepted, string why) =>
        _logs.Add(accepted.Function, Encoding.UTF8.GetBytes($"{accepted.RequestId} asynchronous event: {why}\n"));

    private string PathOf(AcceptedEvent accepted) => Path.Combine(_folder, accepted.RequestId + Extension);
}
