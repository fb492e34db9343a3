using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Pager.Engine;
using Thaw.Pager.Protocol;
using Thaw.Pager.Statistics;

namespace Thaw.Pager;

/// <summary>A restore whose pages a pager brings.</summary>
/// <remarks>
/// Members may be called from any thread. It holds copies of the process's userfaultfds: when the pager dies, the kernel does not fill in
/// zeros, and the process is killed here before they are closed.
/// </remarks>
public sealed class PagedRestore : IAsyncDisposable
{
    private readonly MessageSocket _socket;
    private readonly ProcessHandle _process;
    private readonly List<SafeFileHandle> _held = [];
    private readonly TaskCompletionSource<PagingEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string?> _prefetched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RecordedSet> _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _listening;
    private volatile bool _isDisposed;

    private PagedRestore(MessageSocket socket, ProcessHandle process)
    {
        _socket = socket;
        _process = process;
        // Who never asks for it shall not hear of its failure either.
        _ = _recorded.Task.ContinueWith(task => task.Exception, TaskScheduler.Default);
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>How the paging ended, with statistics. Never fails; a pager that died is an outcome, too, and the process is dead then.</summary>
    public Task<PagingEnd> Completion => _end.Task;

    /// <summary>Ends when the working set is in place: null, or why it was not used. At the latest when the paging ends.</summary>
    public Task<string?> Prefetched => _prefetched.Task;

    /// <summary>Ends the recording that was ordered, to be called when the first response is there; its files are whole when this returns.</summary>
    /// <exception cref="PagerException">Nothing was to be recorded, or it could not be written.</exception>
    public Task<RecordedSet> StopRecordingAsync()
    {
        Order("stop-recording");
        return _recorded.Task;
    }

    /// <summary>Has the pager bring all that is missing, so that the process needs it no more.</summary>
    /// <returns>How that ended.</returns>
    public Task<PagingEnd> StreamAsync()
    {
        Order("stream");
        return Completion;
    }

    /// <summary>Kills the process, and ends the paging.</summary>
    public Task<PagingEnd> CancelAsync()
    {
        Order("cancel");
        return Completion;
    }

    /// <summary>Hangs up. A process that is restored is served on until it ends or has all pages; one that is not, is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _socket.Dispose();
        await _listening.ConfigureAwait(false);
    }

    internal static PagedRestore Start(MessageSocket socket, ProcessHandle process) => new(socket, process);

    private void Order(string type)
    {
        try
        {
            PagerClient.Send(_socket, new PagerRequest { Type = type });
        }
        catch (Exception e) when (e is PagerException or ObjectDisposedException)
        {
            _recorded.TrySetException(new PagerException("the pager has ended"));
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            while (await HearAsync().ConfigureAwait(false))
            {
            }
        }
        catch (Exception e) when (e is PagerException or IOException or SocketException or ObjectDisposedException)
        {
            // As if it had hung up.
        }
        End();
    }

    private async Task<bool> HearAsync()
    {
        var (message, descriptors) = await _socket.ReceiveAsync().ConfigureAwait(false);
        _held.AddRange(descriptors);
        if (message.Length == 0)
            return false;
        var reply = PagerJson.ReadReply(message);
        switch (reply.Type)
        {
            case "prefetched":
                _prefetched.TrySetResult(reply.Message);
                break;
            case "recorded" when reply.Recorded is { } recorded:
                _recorded.TrySetResult(recorded);
                break;
            case "recorded":
                _recorded.TrySetException(new PagerException(reply.Message ?? "nothing was recorded"));
                break;
            case "end":
                Release();
                _end.TrySetResult(new PagingEnd(reply.Outcome ?? PagingOutcome.Failed, reply.Message, reply.Statistics ?? new PagerStatistics()));
                _prefetched.TrySetResult(null);
                break;
        }
        return true;
    }

    private void End()
    {
        if (!_end.Task.IsCompleted && !_isDisposed)
        {
            _process.Kill();
            _process.WaitForExit(TimeSpan.FromSeconds(10));
        }
        Release();
        _end.TrySetResult(new PagingEnd(PagingOutcome.Failed, "the pager has ended", new PagerStatistics()));
        _prefetched.TrySetResult("the pager has ended");
        _recorded.TrySetException(new PagerException("the pager has ended"));
    }

    private void Release()
    {
        foreach (var descriptor in _held)
            descriptor.Dispose();
        _held.Clear();
    }
}
