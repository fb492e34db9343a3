using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Networks;
using Thaw.Sandboxing.Workers;

namespace Thaw.Sandboxing.Sandboxes;

/// <summary>
/// The isolation of one instance: namespaces, a root, limits, and a pid 1 of ours. Made by <see cref="SandboxLauncher"/>.
/// </summary>
/// <remarks>Members may be called from any thread and overlap; DisposeAsync comes last, and may come twice.</remarks>
public sealed class Sandbox : IAsyncDisposable
{
    private readonly ProcessHandle _first;
    private readonly MessageSocket _control;
    private readonly ControlGroup _group;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<int, TaskCompletionSource<ProgramExit>> _running = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource<Reply>? _asked;
    private Task _reading = Task.CompletedTask;
    private NetworkRelay? _network;
    private bool _ended;
    private int _disposed;

    private Sandbox(int pid, ProcessHandle first, MessageSocket control, ControlGroup group) =>
        (FirstPid, _first, _control, _group) = (pid, first, control, group);

    /// <summary>Its pid 1, as the host numbers it.</summary>
    public int FirstPid { get; }

    /// <summary>Its control group: what it used.</summary>
    public ControlGroup Group => _group;

    /// <summary>Whether it has ended: no process is left in it.</summary>
    public bool HasEnded => _first.HasExited;

    /// <summary>The worker in it; null where its launcher gives sandboxes none.</summary>
    public SandboxWorker? Worker { get; private set; }

    internal static async Task<Sandbox> OpenAsync(
        int pid, ProcessHandle first, MessageSocket control, ControlGroup group, SandboxWorkerSettings? worker, CancellationToken cancellationToken)
    {
        var sandbox = new Sandbox(pid, first, control, group);
        var ready = sandbox._asked = NewAnswer();
        sandbox._reading = sandbox.ReadAsync();
        try
        {
            if (await ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false) is { Answer.Error: { } why })
                throw new SandboxException($"cannot make a sandbox: {why}");
            if (worker is not null)
                await sandbox.StartWorkerAsync(worker, cancellationToken).ConfigureAwait(false);
            return sandbox;
        }
        catch
        {
            await sandbox.EndAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task StartWorkerAsync(SandboxWorkerSettings settings, CancellationToken cancellationToken)
    {
        Worker = new SandboxWorker();
        var message = JsonSerializer.SerializeToUtf8Bytes(new WorkerMessage(settings.Command, settings.RealUser), Messages.Default.WorkerMessage);
        var reply = await SendAsync(message, [.. Worker.Ends]).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (reply is not { Answer.Ready: true, Descriptors: [var socket] })
            throw new SandboxException($"cannot start the worker of a sandbox: {reply.Answer.Error}");
        Worker.Began(MessageSocket.Of(socket));
        await settings.BeginAsync(Worker.Requests, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes it somebody's: their folders, their limits. Comes once, before anything is started.</summary>
    /// <exception cref="SandboxException">It cannot be; it has ended then.</exception>
    internal async Task FurnishAsync(SandboxSettings settings, IReadOnlyList<IPEndPoint> resolvers, CancellationToken cancellationToken)
    {
        _group.Limit(settings.Limits);
        var request = new FurnishRequest(
            settings.CodeFolder, settings.LayersFolder, settings.LibrariesFolder, settings.TemporaryBytes, settings.HostName,
            settings.Network.HasWayOut, settings.Network.Forwarded, settings.RootFolder, settings.ShowsHostPrograms, settings.Limits.Processes,
            settings.HeldFolder, settings.TemporaryFiles, settings.TemporaryUser, settings.FirstPid);
        var message = JsonSerializer.SerializeToUtf8Bytes(new FurnishMessage(request), Messages.Default.FurnishMessage);
        var reply = await SendAsync(message, []).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (reply.Answer is not { Ready: true })
            throw new SandboxException($"cannot make a sandbox: {reply.Answer.Error}");
        _network = new NetworkRelay(reply.Descriptors, settings.Network, resolvers);
    }

    /// <summary>Starts a program. When this returns, the program itself runs.</summary>
    /// <param name="program">What to start.</param>
    /// <param name="cancellationToken">Ends the wait for other starts, not one that is under way.</param>
    /// <exception cref="SandboxException">It cannot be started, or the sandbox has ended.</exception>
    public async Task<SandboxProcess> StartAsync(SandboxProgram program, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        var message = Encode(program);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await AskAsync(program, message).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<SandboxProcess> AskAsync(SandboxProgram program, byte[] message)
    {
        using var nowhere = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var missing = Enumerable.Repeat<SafeHandle>(nowhere, program.IsCaptured ? 0 : Math.Max(0, 3 - program.Descriptors.Count));
        var reply = await SendAsync(message, [.. program.Descriptors, .. missing]).ConfigureAwait(false);
        return reply is { Answer.Started: { } pid, Exit: { } exit }
            ? new SandboxProcess(this, pid, exit, program.IsCaptured ? reply.Descriptors[0] : null, reply.Answer.Channel)
            : throw new SandboxException($"cannot start {(reply.Answer == Answer.Ended ? program.Arguments[0] + ": " : "")}{reply.Answer.Error}");
    }

    private Task<Reply> SendAsync(byte[] message, SafeHandle[] descriptors)
    {
        var asked = NewAnswer();
        lock (_gate)
        {
            if (_ended)
                return Task.FromResult(new Reply(Answer.Ended, [], null));
            _asked = asked;
        }
        // When it cannot be sent, the reader finds the end, and answers.
        _control.Send(message, descriptors);
        return asked.Task;
    }

    /// <summary>Says that the worker is going to bring a process to life, whose end is to be known.</summary>
    /// <param name="pid">Its number in the sandbox; no process has it yet.</param>
    /// <returns>Its end. Never fails: with the sandbox, it ends by SIGKILL.</returns>
    public Task<ProgramExit> Expect(int pid)
    {
        lock (_gate)
        {
            return _ended
                ? Task.FromResult(ProgramExit.WithSandbox)
                : (_running[pid] = new TaskCompletionSource<ProgramExit>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Kills every process in it, pid 1 included. Nothing in it can refuse or outlive that.</summary>
    public void Kill() => _first.Kill();

    /// <summary>Kills what runs in it, waits until nothing is left, and removes its groups.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await EndAsync().ConfigureAwait(false);
        _group.Dispose();
    }

    internal void SendSignal(int pid, int signal) =>
        // False: it has ended, and with it the process that the signal was meant for.
        _ = _control.Send(JsonSerializer.SerializeToUtf8Bytes(new SignalRequest(pid, signal), Messages.Default.SignalRequest));

    private async Task EndAsync()
    {
        _first.Kill();
        await _reading.ConfigureAwait(false);
        await Task.Run(() => _first.WaitForExit(Timeout.InfiniteTimeSpan)).ConfigureAwait(false);
        _network?.Dispose();
        Worker?.Dispose();
        _control.Dispose();
        _first.Dispose();
        _turn.Dispose();
    }

    private static byte[] Encode(SandboxProgram program)
    {
        if (program.Arguments.Count == 0 || !Path.IsPathRooted(program.Arguments[0]))
            throw new SandboxException("a program in a sandbox is given by its absolute path");
        if (program.UserId is 0 or uint.MaxValue)
            throw new SandboxException($"no program runs as uid {program.UserId} in a sandbox");
        if (program.OpenFiles is < 3 or > 4096)
            throw new SandboxException($"a program in a sandbox may have 3 to 4096 files open, not {program.OpenFiles}");
        var request = new StartRequest(
            program.Arguments[0], program.Arguments, program.Environment, program.WorkingDirectory, program.UserId, program.OpenFiles, program.IsTemplate,
            program.IsCaptured);
        var message = JsonSerializer.SerializeToUtf8Bytes(request, Messages.Default.StartRequest);
        return message.Length <= MessageSocket.LongestMessage
            ? message
            : throw new SandboxException($"arguments and environment of {program.Arguments[0]} take {message.Length} bytes; {MessageSocket.LongestMessage} at most");
    }

    /// <summary>The one reader, until pid 1 is gone.</summary>
    private async Task ReadAsync()
    {
        while (await _control.ReceiveAsync().ConfigureAwait(false) is ({ Length: > 0 } message, var descriptors))
            Take(JsonSerializer.Deserialize(message, Messages.Default.Answer)!, descriptors);
        lock (_gate)
        {
            _ended = true;
            _asked?.TrySetResult(new Reply(Answer.Ended, [], null));
            foreach (var exit in _running.Values)
                exit.TrySetResult(ProgramExit.WithSandbox);
        }
    }

    private void Take(Answer answer, IReadOnlyList<SafeFileHandle> descriptors)
    {
        lock (_gate)
        {
            if (answer.Exited is { } pid)
            {
                // One that is not known was orphaned in the sandbox and adopted by pid 1: nobody waits for it.
                if (_running.Remove(pid, out var exit))
                    exit.TrySetResult(ProgramExit.Of(answer.Status, answer.UserMs, answer.SystemMs, answer.PeakRssBytes));
                return;
            }
            if (answer.Started is { } started)
                _running[started] = new TaskCompletionSource<ProgramExit>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked?.TrySetResult(new Reply(answer, descriptors, answer.Started is { } number ? _running[number].Task : null));
            _asked = null;
        }
    }

    private static TaskCompletionSource<Reply> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What pid 1 said, what came with it, and the end of the program that it started, if it did.</summary>
    private sealed record Reply(Answer Answer, IReadOnlyList<SafeFileHandle> Descriptors, Task<ProgramExit>? Exit);
}
