using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Processes;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Instances;

/// <summary>One sandbox with one version of a function in it.</summary>
/// <remarks>One invocation at a time. DisposeAsync ends it with everything in it, at any time.</remarks>
public sealed class Instance : IAsyncDisposable
{
    private readonly Sandbox _sandbox;
    private readonly Task<ProgramExit> _exit;
    private readonly Action? _released;
    private readonly InstanceChannel _channel;
    private readonly OutputCapture _output;
    private readonly ArrayBufferWriter<byte> _head = new();
    private readonly TimeProvider _time;
    private readonly IdleFreezer _freezer;
    private int _disposed;

    internal Instance(
        InstanceRequest request, Sandbox sandbox, Task<ProgramExit> exit, InstanceChannel channel, OutputCapture output, TimeProvider time, TimeSpan freezeAfter,
        Action? released = null)
    {
        (Request, _sandbox, _exit, _channel, _output, _time, _released) = (request, sandbox, exit, channel, output, time, released);
        _freezer = new IdleFreezer(sandbox.Group.CanFreeze ? sandbox.Group.Freeze : null, freezeAfter, time);
    }

    /// <summary>What it was started for.</summary>
    public InstanceRequest Request { get; }

    /// <summary>How it started.</summary>
    public StartPhases Phases { get; internal set; } = new("", 0, 0, 0, 0);

    /// <summary>The modules that its start loaded, but for the function's own; empty unless <see cref="InstanceRequest.TellsModules"/>.</summary>
    internal IReadOnlyList<string> Modules { get; private set; } = [];

    /// <summary>How many invocations it has answered.</summary>
    public int Invocations { get; private set; }

    /// <summary>False once it cannot take another invocation.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>The most memory that it had at once, bytes; null where memory is not accounted.</summary>
    public long? PeakMemoryBytes => _sandbox.Group.PeakMemoryBytes;

    /// <summary>What memory its processes hold now, pid 1 included, bytes: of a shared page each its part (PSS). Takes some ms.</summary>
    public long ProportionalBytes => _sandbox.Group.ProcessIds.Sum(pid => ProcessMemory.ProportionalBytes(pid) ?? 0);

    /// <summary>Its pid 1, as the host numbers it.</summary>
    public int FirstPid => _sandbox.FirstPid;

    /// <summary>Its control group: what it uses, and whether it stands still.</summary>
    internal ControlGroup Group => _sandbox.Group;

    /// <summary>Done when its process has ended, whoever ended it.</summary>
    internal Task Ended => _exit;

    /// <summary>Runs one event.</summary>
    /// <param name="invocation">The event.</param>
    /// <param name="log">Gets what is written meanwhile.</param>
    /// <returns>The answer; also when the process ended or took too long. <see cref="IsUsable"/> is false then.</returns>
    public async Task<InvocationAnswer> InvokeAsync(Invocation invocation, InvocationLog log)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var limit = TimeSpan.FromSeconds(Request.Version.TimeoutSeconds);
        _freezer.Begin();
        _output.Turn(log);
        var start = _time.GetTimestamp();
        using var deadline = new CancellationTokenSource(limit, _time);
        RuntimeMessage? message;
        try
        {
            WriteHead(invocation, _time.GetUtcNow() + limit);
            await _channel.SendAsync(_head.WrittenMemory, invocation.Event, deadline.Token).ConfigureAwait(false);
            message = await _channel.ReceiveAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return await TimedOutAsync(invocation.RequestId, _time.GetElapsedTime(start), log).ConfigureAwait(false);
        }
        var elapsed = _time.GetElapsedTime(start);
        Hear(message);
        Invocations++;
        _freezer.End();
        return message is { Kind: InstanceChannel.Result or InstanceChannel.Failed } answer
            ? new InvocationAnswer(answer.Body, answer.Kind == InstanceChannel.Failed, null, elapsed.TotalMilliseconds)
            : await EndedAsync(invocation.RequestId, elapsed).ConfigureAwait(false);
    }

    /// <summary>Tells a restored process who it is.</summary>
    internal Task GreetAsync(ReadOnlyMemory<byte> head, CancellationToken cancellation) => _channel.SendAsync(head, default, cancellation);

    /// <summary>Waits for the end of the init phase; then it is either usable or the answer says why not.</summary>
    internal async Task<(InvocationAnswer? Failure, long StartedNs, long ImportedNs)> ImportAsync(
        TimeSpan limit, InvocationLog log, CancellationToken cancellation, Action? begin = null)
    {
        var start = _time.GetTimestamp();
        using var deadline = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        _output.Turn(log);
        begin?.Invoke();
        RuntimeMessage? message;
        try
        {
            message = await _channel.ReceiveAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (await TimedOutAsync(InvocationAnswer.NoRequest, _time.GetElapsedTime(start), log).ConfigureAwait(false), 0, 0);
        }
        Hear(message);
        if (message is { Kind: InstanceChannel.Imported } imported)
        {
            _freezer.End();
            var (started, end) = ReadTimes(imported.Body);
            return (null, started, end);
        }
        if (message is { Kind: InstanceChannel.NotEntered } why)
        {
            IsUsable = false;
            throw new SandboxException("a forked process did not get into its sandbox: " + System.Text.Encoding.UTF8.GetString(why.Body));
        }
        var elapsed = _time.GetElapsedTime(start);
        var failure = message is { Kind: InstanceChannel.NotImported } told
            ? new InvocationAnswer(told.Body, true, ErrorAnswers.TypeOf(told.Body), elapsed.TotalMilliseconds)
            : await EndedAsync(InvocationAnswer.NoRequest, elapsed).ConfigureAwait(false);
        IsUsable = false;
        return (failure, 0, 0);
    }

    /// <summary>Kills every process in it; an invocation that runs ends with an error. DisposeAsync has to follow.</summary>
    public void Kill() => _sandbox.Kill();

    /// <summary>Ends it: every process in it is killed, and its mounts and groups go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        IsUsable = false;
        _freezer.Dispose();
        await _sandbox.DisposeAsync().ConfigureAwait(false);
        _output.Dispose();
        _channel.Dispose();
        _released?.Invoke();
    }

    /// <summary>What comes after an answer is nobody's. Who ends without one may have more to say until it has ended.</summary>
    private void Hear(RuntimeMessage? message)
    {
        if (message is not null)
            _output.Turn(null);
    }

    private async Task<InvocationAnswer> TimedOutAsync(string requestId, TimeSpan elapsed, InvocationLog log)
    {
        IsUsable = false;
        _sandbox.Kill();
        await _exit.ConfigureAwait(false);
        _output.Turn(null);
        var words = $"Task timed out after {Request.Version.TimeoutSeconds:0.00} seconds";
        log.AddLine(string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {requestId} {words}"));
        return ErrorAnswers.Of(ErrorTypes.TimedOut, requestId, words, elapsed.TotalMilliseconds);
    }

    private async Task<InvocationAnswer> EndedAsync(string requestId, TimeSpan elapsed)
    {
        IsUsable = false;
        // Its end of the channel closed. Mostly because it ended; a function that closed it itself is of no more use.
        var exited = await Task.WhenAny(_exit, Task.Delay(TimeSpan.FromSeconds(1), _time)).ConfigureAwait(false) == _exit;
        if (!exited)
            _sandbox.Kill();
        var exit = await _exit.ConfigureAwait(false);
        _output.Turn(null);
        var isMemory = _sandbox.Group.OutOfMemoryKills > 0;
        var words = exit switch
        {
            { Signal: { } signal } => $"Runtime exited with error: signal: {ErrorAnswers.SignalWords(signal)}",
            { ExitCode: 0 } => "Runtime exited without providing a reason",
            _ => $"Runtime exited with error: exit status {exit.ExitCode}",
        };
        return ErrorAnswers.Of(isMemory ? ErrorTypes.OutOfMemory : ErrorTypes.Exit, requestId, words, elapsed.TotalMilliseconds);
    }

    private void WriteHead(Invocation invocation, DateTimeOffset deadline)
    {
        _head.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_head);
        writer.WriteStartObject();
        writer.WriteString("requestId", invocation.RequestId);
        writer.WriteString("arn", invocation.Arn);
        writer.WriteNumber("deadlineMs", deadline.ToUnixTimeMilliseconds());
        if (invocation.TraceHeader is { } trace)
            writer.WriteString("traceId", trace);
        if (invocation.ClientContext is { } context)
        {
            writer.WritePropertyName("clientContext");
            writer.WriteRawValue(context);
        }
        writer.WriteEndObject();
    }

    // Two numbers by the clock that MonotonicClock reads: the instance has no time namespace. Then modules, if they were asked for.
    private (long Started, long Imported) ReadTimes(byte[] body)
    {
        var words = System.Text.Encoding.UTF8.GetString(body).Split(' ');
        var now = MonotonicClock.NowNs;
        Modules = words[Math.Min(2, words.Length)..];
        return words is [var first, var second, ..] && long.TryParse(first, out var started) && long.TryParse(second, out var imported)
            ? (started, imported)
            : (now, now);
    }
}
