using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
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

    private readonly Sandbox _sandbox;
    private readonly MessageSocket _control;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<int, TaskCompletionSource<ProgramExit>> _running = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource<TemplateAnswer?>? _asked;
    private Task _reading = Task.CompletedTask;
    private bool _hasEnded;

    private Template(Sandbox sandbox, MessageSocket control) => (_sandbox, _control) = (sandbox, control);

    /// <summary>What it has initialised.</summary>
    public IReadOnlyList<InitialisedModule> Modules { get; private set; } = [];

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
    /// <exception cref="SandboxException">It could not be started.</exception>
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
                    Descriptors = [nothing, settings.Output ?? nothing, settings.Output ?? nothing, theirs],
                    WorkingDirectory = "/",
                    IsTemplate = true,
                };
                await sandbox.StartAsync(program, cancellation).ConfigureAwait(false);
            }
            var ready = template._asked = NewAnswer();
            template._reading = template.ReadAsync();
            ours.Send(JsonSerializer.SerializeToUtf8Bytes(new InitialiseRequest(settings.Modules, settings.Runtime), TemplateMessages.Default.InitialiseRequest));
            var answer = await ready.Task.WaitAsync(cancellation).ConfigureAwait(false);
            template.Modules = answer is { Ready: true, Modules: { } modules } ? modules : throw new SandboxException("a template ended while it initialised its modules");
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
        _turn.Dispose();
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
        return await asked.Task.ConfigureAwait(false) switch
        {
            { Started: { } pid } => ExitOf(pid),
            { Error: { } why } => throw new SandboxException($"a template cannot fork: {why}"),
            _ => throw new SandboxException("the template has ended"),
        };
    }

    private Task<ProgramExit> ExitOf(int pid)
    {
        lock (_gate)
            return _running[pid].Task;
    }

    /// <summary>The one reader, until the template is gone.</summary>
    private async Task ReadAsync()
    {
        while (await _control.ReceiveAsync().ConfigureAwait(false) is { Message: { Length: > 0 } message })
            Take(JsonSerializer.Deserialize(message, TemplateMessages.Default.TemplateAnswer)!);
        lock (_gate)
        {
            _hasEnded = true;
            _asked?.TrySetResult(null);
            // Who waits for one of them learns of its end by its sandbox.
            foreach (var exit in _running.Values)
                exit.TrySetResult(ProgramExit.WithSandbox);
        }
    }

    private void Take(TemplateAnswer answer)
    {
        lock (_gate)
        {
            if (answer.Exited is { } pid)
            {
                if (_running.Remove(pid, out var exit))
                    exit.TrySetResult(ProgramExit.Of(answer.Status, answer.UserMs, answer.SystemMs, answer.PeakRssBytes));
                return;
            }
            if (answer.Started is { } started)
                _running[started] = new TaskCompletionSource<ProgramExit>(TaskCreationOptions.RunContinuationsAsynchronously);
            _asked?.TrySetResult(answer);
            _asked = null;
        }
    }

    private static TaskCompletionSource<TemplateAnswer?> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
