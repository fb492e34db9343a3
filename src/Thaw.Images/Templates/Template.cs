using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Images.Templates;

/// <summary>The live process of a dependency image: initialised libraries, from which instances are forked.</summary>
/// <remarks>Forks may be asked for from any thread; they come one after another. DisposeAsync comes last, and ends no instance.</remarks>
public sealed class Template : IAsyncDisposable
{
    // In the order in which the template enters them; the pid namespace is entered by the template itself.
    private static readonly string[] Namespaces = ["pid", "net", "ipc", "uts", "cgroup", "mnt"];

    // A fork takes milliseconds; what does not answer for this long is stuck, and would hold whoever waits for an instance.
    private static readonly TimeSpan LongestFork = TimeSpan.FromSeconds(20);

    private readonly Sandbox _sandbox;
    private readonly MessageSocket _control;
    // Not disposed of: who waits for its turn while the template ends still has to get it. It holds nothing.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<int, TaskCompletionSource<ProgramExit>> _running = [];
    private readonly Dictionary<int, ProcessHandle> _processes = [];
    private readonly List<LoadedModule> _loaded = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource<TemplateAnswer?>? _asked;
    // Of the fork that was asked for last: the next one waits for its turn.
    private Task<ProgramExit>? _lastStarted;
    private Task _reading = Task.CompletedTask;
    private bool _hasEnded;

    private Template(Sandbox sandbox, MessageSocket control) => (_sandbox, _control) = (sandbox, control);

    /// <summary>What came of its modules.</summary>
    public TemplateContent Content { get; private set; } = TemplateContent.None;

    /// <summary>Its sandbox: what memory it holds.</summary>
    public Sandbox Sandbox => _sandbox;

    /// <summary>True once it can fork no more.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_gate)
                return _hasEnded;
        }
    }

    /// <summary>Starts a template and waits until it has initialised its modules.</summary>
    /// <param name="sandbox">One that was made for a template; the template's from now on.</param>
    /// <param name="settings">What it runs.</param>
    /// <param name="cancellation">Ends the wait, and the sandbox.</param>
    /// <exception cref="SandboxException">It could not be started, or processes that are forked from it could not work: the message says why.</exception>
    public static async Task<Template> StartAsync(Sandbox sandbox, TemplateSettings settings, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        ArgumentNullException.ThrowIfNull(settings);
        var (ours, theirs) = MessageSocket.CreatePair();
        var template = new Template(sandbox, ours);
        try
        {
            using (theirs)
            {
                using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                var program = new SandboxProgram([settings.Interpreter, "-S", "-s", "-B", settings.Script], settings.Environment, settings.UserId)
                {
                    Descriptors = [nothing, settings.Output, settings.Output, theirs],
                    WorkingDirectory = "/",
                    IsTemplate = true,
                };
                await sandbox.StartAsync(program, cancellation).ConfigureAwait(false);
            }
            var ready = template._asked = NewAnswer();
            template._reading = template.ReadAsync();
            ours.Send(JsonSerializer.SerializeToUtf8Bytes(new InitialiseRequest(settings.Modules, settings.Runtime), TemplateMessages.Default.InitialiseRequest));
            var answer = await ready.Task.WaitAsync(cancellation).ConfigureAwait(false);
            template.Content = answer is { Ready: true, Modules: { } modules, Variables: { } variables }
                ? new TemplateContent(modules, template._loaded, variables, answer.Threads)
                : throw new SandboxException(answer?.Error ?? (sandbox.Group.OutOfMemoryKills > 0
                    ? "a template ran out of memory while it initialised its modules"
                    : "a template ended while it initialised its modules"));
            return template;
        }
        catch
        {
            await template.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Forks a process into a sandbox of the same launcher.</summary>
    /// <param name="sandbox">The sandbox, in which nothing runs yet.</param>
    /// <param name="request">What the process becomes.</param>
    /// <param name="cancellation">Ends the wait for other forks, not one that is under way.</param>
    /// <returns>How the process ends. With the sandbox, it ends by SIGKILL.</returns>
    /// <exception cref="SandboxException">It cannot fork; the sandbox is as it was.</exception>
    public async Task<Task<ProgramExit>> ForkAsync(Sandbox sandbox, ForkRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        ArgumentNullException.ThrowIfNull(request);
        var message = JsonSerializer.SerializeToUtf8Bytes(new ForkMessage(request.UserId, request.Folder, request.Environment), TemplateMessages.Default.ForkMessage);
        var opened = new List<SafeFileHandle>();
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            foreach (var name in Namespaces)
                opened.Add(File.OpenHandle($"/proc/{sandbox.FirstPid}/ns/{name}"));
            foreach (var folder in sandbox.Group.Folders)
                opened.Add(File.OpenHandle(sandbox.Group.JoinFile(folder), FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
            using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return await AskAsync(message, [.. opened, nothing, request.Output, request.Channel]).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new SandboxException($"a template cannot fork: {e.Message}", e);
        }
        finally
        {
            _turn.Release();
            opened.ForEach(handle => handle.Dispose());
        }
    }

    /// <summary>Ends it. Instances that were forked from it live on.</summary>
    public async ValueTask DisposeAsync()
    {
        _sandbox.Kill();
        await _reading.ConfigureAwait(false);
        await _sandbox.DisposeAsync().ConfigureAwait(false);
        _control.Dispose();
    }

    private async Task<Task<ProgramExit>> AskAsync(byte[] message, SafeHandle[] descriptors)
    {
        var asked = NewAnswer();
        lock (_gate)
        {
            if (_hasEnded)
                throw new SandboxException("the template has ended");
            _asked = asked;
        }
        _control.Send(message, descriptors);
        if (await Task.WhenAny(asked.Task, Task.Delay(LongestFork)).ConfigureAwait(false) != asked.Task)
            _sandbox.Kill();
        return await asked.Task.ConfigureAwait(false) switch
        {
            { Started: not null } => LastStarted(),
            { Error: { } why } => throw new SandboxException($"a template cannot fork: {why}"),
            _ => throw new SandboxException("the template has ended"),
        };
    }

    // By now it may have ended, and be forgotten.
    private Task<ProgramExit> LastStarted()
    {
        lock (_gate)
            return _lastStarted!;
    }

    /// <summary>The one reader, until the template is gone.</summary>
    private async Task ReadAsync()
    {
        try
        {
            while (await _control.ReceiveAsync().ConfigureAwait(false) is ({ Length: > 0 } message, var descriptors))
                Take(JsonSerializer.Deserialize(message, TemplateMessages.Default.TemplateAnswer)!, descriptors);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            // A library has taken it over, or broke it.
            _sandbox.Kill();
        }
        lock (_gate)
        {
            _hasEnded = true;
            _asked?.TrySetResult(null);
            foreach (var (pid, exit) in _running)
                Watch(_processes[pid], exit);
            _running.Clear();
        }
    }

    /// <summary>Whoever could have told how an instance ends is gone; that it ends can still be seen.</summary>
    private static void Watch(ProcessHandle process, TaskCompletionSource<ProgramExit> exit) =>
        new Thread(() =>
        {
            using (process)
                process.WaitForExit(Timeout.InfiniteTimeSpan);
            exit.TrySetResult(ProgramExit.WithSandbox);
        })
        { IsBackground = true, Name = "instance of a template that has ended" }.Start();

    private void Take(TemplateAnswer answer, IReadOnlyList<SafeFileHandle> descriptors)
    {
        lock (_gate)
        {
            if (answer.Loaded is { } loaded)
            {
                _loaded.AddRange(loaded);
                return;
            }
            if (answer.Exited is { } pid)
            {
                if (_running.Remove(pid, out var exit) && _processes.Remove(pid, out var process))
                {
                    process.Dispose();
                    exit.TrySetResult(ProgramExit.Of(answer.Status, answer.UserMs, answer.SystemMs, answer.PeakRssBytes));
                }
                return;
            }
            if (answer.Started is { } started && descriptors is [var pidfd])
            {
                _running[started] = new TaskCompletionSource<ProgramExit>(TaskCreationOptions.RunContinuationsAsynchronously);
                _lastStarted = _running[started].Task;
                _processes[started] = new ProcessHandle(pidfd);
            }
            _asked?.TrySetResult(answer);
            _asked = null;
        }
    }

    private static TaskCompletionSource<TemplateAnswer?> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
