using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing.Networks;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Sandboxing.Workers;

namespace Thaw.Sandboxing.Launching;

/// <summary>
/// Makes sandboxes by a single-threaded process of ours: a .NET process may not fork and go on. Without
/// root it needs user namespaces, and what runs in its sandboxes is one user to the kernel.
/// </summary>
/// <remarks>
/// Sandboxes may be created from any thread. Dispose comes after that of all sandboxes. When the host dies, the kernel ends
/// the sandboxes, and the ledger's guardian the launcher and the control groups.
/// </remarks>
public sealed class SandboxLauncher : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ChildProcess _process;
    private readonly MessageSocket _socket;
    private readonly ControlGroupTree _groups;
    private readonly OwnedFolder _scratch;
    private readonly SandboxStock _stock;
    private readonly IReadOnlyList<IPEndPoint> _resolvers;
    private readonly bool _hasUsers;
    private readonly SandboxWorkerSettings? _worker;
    private int _created;

    private SandboxLauncher(ChildProcess process, MessageSocket socket, ControlGroupTree groups, OwnedFolder scratch, SandboxLauncherSettings settings)
    {
        (_process, _socket, _groups, _scratch) = (process, socket, groups, scratch);
        _hasUsers = settings.Users is not null;
        _worker = settings.Worker;
        _resolvers = settings.Resolvers ?? HostResolvers.Read();
        _stock = new SandboxStock(settings.Stock, cancellation => PrepareAsync(false, _worker, cancellation));
    }

    /// <summary>The launcher's pid.</summary>
    public int Pid => _process.Pid;

    /// <summary>Which of memory, cpu and pids cannot be limited on this machine.</summary>
    public IReadOnlyList<string> MissingLimits => _groups.Missing;

    /// <summary>Why no sandbox can have a way out on this machine; null when they can.</summary>
    public string? NoWayOut { get; private set; }

    /// <summary>Starts the launcher and waits until it can make sandboxes.</summary>
    /// <param name="ledger">Owns the launcher, its folder and the control groups.</param>
    /// <param name="settings">What the sandboxes have in common.</param>
    /// <exception cref="SandboxException">It cannot; the message says why.</exception>
    /// <exception cref="SpawnException">The interpreter cannot be started.</exception>
    public static SandboxLauncher Start(OwnershipLedger ledger, SandboxLauncherSettings settings)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(settings);
        var scratch = ledger.CreateOwnedFolder("root");
        var groups = ControlGroupTree.Open(ledger);
        var (ours, theirs) = MessageSocket.CreatePair();
        using (theirs)
        {
            var log = Path.Combine(scratch.Path, "launcher.log");
            var launcher = new SandboxLauncher(ledger.Spawn(Command(settings, log), theirs), ours, groups, scratch, settings);
            // The launcher alone may hold its end now: its death is then the end of the conversation.
            theirs.Dispose();
            launcher.Configure(settings, log);
            launcher._stock.Fill();
            return launcher;
        }
    }

    /// <summary>Makes a sandbox in which nothing runs yet but pid 1; takes one that was made in advance when there is one.</summary>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends the wait, and with it the sandbox.</param>
    /// <exception cref="SandboxException">It cannot be made; the message says why.</exception>
    public async Task<Sandbox> CreateAsync(SandboxSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Check(settings);
        if (settings.Network.HasWayOut && NoWayOut is { } why)
            throw new SandboxException($"sandboxes on this machine can have no network but their own: {why}");
        var sandbox = settings.WorkerUser is { } user
            ? await PrepareAsync(false, _worker is null ? null : _worker with { RealUser = user }, cancellationToken).ConfigureAwait(false)
            : _stock.TryTake() ?? await PrepareAsync(false, _worker, cancellationToken).ConfigureAwait(false);
        return await FurnishAsync(sandbox, settings, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the sandbox of a process that forks into the others, and sees them as its own pid namespace's.</summary>
    /// <param name="settings">How. Its programs that are not templates would be visible to the template as well.</param>
    /// <param name="cancellationToken">Ends the wait, and with it the sandbox.</param>
    /// <exception cref="SandboxException">It cannot be made, or the launcher has no user namespace of its own.</exception>
    public async Task<Sandbox> CreateForTemplateAsync(SandboxSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Check(settings);
        if (!_hasUsers)
            throw new SandboxException("a template needs a launcher with a user namespace of its own");
        var sandbox = await PrepareAsync(true, null, cancellationToken).ConfigureAwait(false);
        return await FurnishAsync(sandbox, settings, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Sandbox> FurnishAsync(Sandbox sandbox, SandboxSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await sandbox.FurnishAsync(settings, _resolvers, cancellationToken).ConfigureAwait(false);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a sandbox as far as it is the same for everybody.</summary>
    private async Task<Sandbox> PrepareAsync(bool isTemplate, SandboxWorkerSettings? worker, CancellationToken cancellationToken)
    {
        var name = Interlocked.Increment(ref _created).ToString(CultureInfo.InvariantCulture);
        var group = _groups.Create(name, new ControlGroupLimits());
        var (ours, theirs) = MessageSocket.CreatePair();
        try
        {
            var (pid, process) = await AskAsync(new CreateRequest(group.Folders, isTemplate), theirs, cancellationToken).ConfigureAwait(false);
            // Pid 1 alone may hold it now: as long as this process does, the end of a sandbox that is given up is never seen.
            theirs.Dispose();
            return await Sandbox.OpenAsync(pid, process, ours, group, worker, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            ours.Dispose();
            group.Dispose();
            throw;
        }
        finally
        {
            theirs.Dispose();
        }
    }

    /// <summary>Ends the launcher; sandboxes that are still there live on until they are disposed of.</summary>
    public void Dispose()
    {
        _stock.Dispose();
        _socket.Dispose();
        _process.Dispose();
        _groups.Dispose();
        _scratch.Dispose();
        _turn.Dispose();
    }

    private static SpawnRequest Command(SandboxLauncherSettings settings, string log) => new(
        settings.PythonPath,
        ["-I", "-S", "-B", Path.Combine(AppContext.BaseDirectory, "sandbox", "thaw_launcher.py")],
        new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["LC_ALL"] = "C.UTF-8" })
    {
        WorkingDirectory = "/",
        StandardErrorPath = log,
    };

    private void Configure(SandboxLauncherSettings settings, string log)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(_scratch.Path, "root")).FullName;
        var folders = settings.SharedFolders.ToDictionary(folder => folder).Concat(settings.PlacedFolders).ToDictionary();
        var configuration = new Configuration(Path.GetFullPath(settings.SeccompProfilePath), scratch, folders, settings.PlacedFiles, settings.Users);
        _socket.Send(JsonSerializer.SerializeToUtf8Bytes(configuration, Messages.Default.Configuration));
        var answer = Read(_socket.Receive(out _));
        if (answer is { Ready: true })
        {
            NoWayOut = answer.NoWayOut;
            return;
        }
        var why = answer?.Error ?? File.ReadLines(log).LastOrDefault() ?? "it ended without a word";
        Dispose();
        throw new SandboxException(Environment.IsPrivilegedProcess
            ? $"the launcher of sandboxes cannot start: {why}"
            : $"the launcher of sandboxes cannot start without root: {why} (thaw doctor says what user namespaces need)");
    }

    /// <summary>One at a time: answers come in the order of the questions.</summary>
    private async Task<(int Pid, ProcessHandle Process)> AskAsync(CreateRequest request, SafeFileHandle theirs, CancellationToken cancellationToken)
    {
        var message = JsonSerializer.SerializeToUtf8Bytes(request, Messages.Default.CreateRequest);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_socket.Send(message, theirs) && Read(_socket.Receive(out var descriptors)) is { Pid: not null } && descriptors is [var pidfd])
            {
                var process = new ProcessHandle(pidfd);
                return (process.Pid, process);
            }
            throw new SandboxException("the launcher of sandboxes has ended");
        }
        finally
        {
            _turn.Release();
        }
    }

    private static Answer? Read(byte[] message) =>
        message.Length == 0 ? null : JsonSerializer.Deserialize(message, Messages.Default.Answer);

    private static void Check(SandboxSettings settings)
    {
        foreach (var folder in new[] { settings.CodeFolder, settings.LayersFolder, settings.LibrariesFolder, settings.RootFolder, settings.HeldFolder }.OfType<string>())
        {
            if (!Path.IsPathRooted(folder) || !Directory.Exists(folder))
                throw new SandboxException($"cannot show {folder} in a sandbox: no folder by that absolute path");
        }
        settings.Network.Check();
        if (settings.TemporaryBytes < 64 * 1024)
            throw new SandboxException($"/tmp of {settings.TemporaryBytes} bytes is too small; 65536 at least");
    }
}
