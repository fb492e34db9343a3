using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Linux.UserFaults;
using Thaw.Pager.Adapters;
using Thaw.Pager.Engine;
using Thaw.Pager.Protocol;

namespace Thaw.Pager;

/// <summary>How guests are restored that Firecracker hands over.</summary>
/// <param name="MemoryFile">The snapshot's memory file.</param>
public sealed record FirecrackerSettings(string MemoryFile)
{
    /// <summary>Which pages are brought before they are asked for.</summary>
    public string Mode { get; init; } = "lazy";

    /// <summary>The file of the working set; null: none.</summary>
    public string? WorkingSet { get; init; }

    /// <summary>Where the working set of the first guest is recorded, once it has ended; null: nowhere.</summary>
    public string? RecordTo { get; init; }
}

/// <summary>
/// The page-fault handler of Firecracker's snapshots: listens at the path that a <c>PUT /snapshot/load</c> names as the <c>Uffd</c> backend,
/// and serves every guest that is loaded so from one memory file.
/// </summary>
/// <remarks>
/// Firecracker's own end ends a guest's paging; a guest that cannot be served is killed with its Firecracker. A working set is found again
/// only where Firecracker has its memory at the same addresses: without address-space randomisation.
/// </remarks>
public sealed class FirecrackerServer : IAsyncDisposable
{
    private const int MostMessage = 256 * 1024;

    private readonly Socket _listener;
    private readonly FirecrackerSettings _settings;
    private readonly Action<string> _complain;
    private readonly StallWatch _watch;
    private readonly ConcurrentDictionary<Socket, Task> _guests = new();
    private readonly ConcurrentDictionary<PagingSession, byte> _sessions = new();
    private readonly Task _accepting;
    private volatile bool _isEnding;

    private FirecrackerServer(string path, FirecrackerSettings settings, PagerSettings pager, Action<string> complain)
    {
        SocketPath = path;
        _settings = settings;
        _complain = complain;
        _listener = LocalSockets.Listen(path, SocketType.Stream);
        _watch = new StallWatch(pager.StallLimit);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where Firecracker connects. This user's alone may; whoever else shall is given the file.</summary>
    public string SocketPath { get; }

    /// <summary>Starts one.</summary>
    /// <param name="socketPath">Where Firecracker will connect.</param>
    /// <param name="settings">What guests are restored from.</param>
    /// <param name="pager">How the pager works.</param>
    /// <param name="complain">Told, a line each, of guests that could not be served.</param>
    /// <exception cref="PagerException">It cannot be listened there.</exception>
    public static FirecrackerServer Start(string socketPath, FirecrackerSettings settings, PagerSettings pager, Action<string> complain) =>
        new(socketPath, settings, pager, complain);

    /// <summary>Ends it; guests that do not have all their pages yet are killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _listener.Dispose();
        LocalSockets.Remove(SocketPath);
        await _accepting.ConfigureAwait(false);
        foreach (var session in _sessions.Keys)
            session.Fail("the pager ends");
        foreach (var waiting in _guests.Keys)
            waiting.Dispose();
        await Task.WhenAll(_guests.Values).ConfigureAwait(false);
        _watch.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_isEnding)
        {
            try
            {
                var connected = await _listener.AcceptAsync().ConfigureAwait(false);
                _guests[connected] = Task.Run(() => ServeAsync(connected));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (!_isEnding)
                    await Task.Delay(10).ConfigureAwait(false);
            }
        }
    }

    private async Task ServeAsync(Socket connected)
    {
        try
        {
            using var socket = MessageSocket.Over(connected);
            using var process = ProcessHandle.Open(LocalSockets.PeerPid(connected));
            var (message, descriptor) = await ReceiveAsync(socket).ConfigureAwait(false);
            using var faults = UserFault.Adopt(descriptor);
            await RestoreAsync(message, faults, process).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PagerException or IOException or SocketException or ObjectDisposedException)
        {
            if (!_isEnding)
                _complain(e.Message);
        }
        _guests.TryRemove(connected, out _);
    }

    private async Task RestoreAsync(byte[] message, UserFault faults, ProcessHandle process)
    {
        var request = new RestoreRequest { Mode = _settings.Mode, WorkingSet = _settings.WorkingSet, RecordTo = _settings.RecordTo };
        var preparation = Prepare(request, message, process);
        using var session = PagingSession.Start(new PagingSettings
        {
            Process = process,
            Sources = preparation.Sources,
            Maps = preparation.Maps,
            Registered = preparation.Registered,
            Prefetch = preparation.Prefetch,
            RecordTo = request.RecordTo,
            Identity = preparation.Identity,
        });
        _sessions[session] = 0;
        _watch.Add(session);
        session.Attach(faults, 0);
        session.Settle();
        var end = await session.Completion.ConfigureAwait(false);
        _sessions.TryRemove(session, out _);
        if (request.RecordTo is not null && !File.Exists(request.RecordTo))
            await session.StopRecordingAsync().ConfigureAwait(false);
        foreach (var source in preparation.Sources)
            source.Dispose();
        if (end.Message is { } why && !_isEnding)
            _complain(why);
    }

    /// <summary>A guest that cannot be served must not wait for its pages for ever.</summary>
    private RestorePreparation Prepare(RestoreRequest request, byte[] message, ProcessHandle process)
    {
        try
        {
            return RestorePreparation.OfRuns(request, FirecrackerHandOver.Read(message), _settings.MemoryFile);
        }
        catch (PagerException)
        {
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(10));
            throw;
        }
    }

    /// <summary>The array may come in pieces; it is whole when it ends with its bracket.</summary>
    private static async Task<(byte[] Message, SafeFileHandle Descriptor)> ReceiveAsync(MessageSocket socket)
    {
        var message = new List<byte>();
        SafeFileHandle? descriptor = null;
        while (message.Count == 0 || message[^1] != (byte)']')
        {
            var (bytes, descriptors) = await socket.ReceiveAsync().ConfigureAwait(false);
            foreach (var each in descriptors)
            {
                descriptor?.Dispose();
                descriptor = each;
            }
            message.AddRange(bytes);
            if (bytes.Length == 0 || message.Count > MostMessage)
            {
                descriptor?.Dispose();
                throw new PagerException("a peer hung up, or went on, in the middle of its hand-over");
            }
        }
        return ([.. message], descriptor ?? throw new PagerException("a hand-over without a userfaultfd"));
    }
}
