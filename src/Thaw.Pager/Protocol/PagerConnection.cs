using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Pager.Adapters;
using Thaw.Pager.Engine;
using Thaw.Pager.Prefetching;

namespace Thaw.Pager.Protocol;

/// <summary>One client of a pager, and the restore that it orders.</summary>
internal sealed class PagerConnection(Socket connected, StallWatch watch)
{
    // A client that says nothing holds a place.
    private static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(30);

    private readonly MessageSocket _socket = MessageSocket.Over(connected);
    private readonly Lock _sending = new();
    private readonly ConcurrentQueue<Task> _recordings = [];
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PagingSession? _session;

    /// <summary>Serves the client, and then its process until that needs the pager no more. Never fails.</summary>
    public async Task RunAsync()
    {
        using (_socket)
        {
            try
            {
                await GreetAsync().ConfigureAwait(false);
                await RestoreAsync().ConfigureAwait(false);
            }
            // A defect, too, is told to the one client whom it concerns; the others go on.
            catch (Exception e)
            {
                Send(new PagerReply { Type = "error", Message = e.Message });
            }
        }
    }

    /// <summary>Ends the restore, and kills its process unless that has all its pages.</summary>
    public void Stop()
    {
        _stop.TrySetResult();
        if (_session is { } session)
            session.Fail("the pager ends");
        else
            _socket.Dispose();
    }

    private async Task GreetAsync()
    {
        var hello = await ReceiveAsync("hello", RequestLimit).ConfigureAwait(false);
        hello.Descriptors.Dispose();
        if (hello.Request.Versions?.Contains(ProtocolVersions.Current) != true)
            throw new PagerException($"this pager speaks version {ProtocolVersions.Current} of the protocol only");
        Send(new PagerReply { Type = "hello", Version = ProtocolVersions.Current, Modes = PrefetchPolicies.Names });
    }

    private async Task RestoreAsync()
    {
        var (request, descriptors) = await ReceiveAsync("restore", RequestLimit).ConfigureAwait(false);
        using var handed = descriptors;
        var restore = request.Restore ?? throw new PagerException("a restore that says nothing");
        if (restore.Images is not null && !handed.Has("process"))
            throw new PagerException("the descriptor 'process' is missing: who orders a restore of CRIU's is not who is restored");
        using var process = TakeProcess(handed);
        var preparation = restore.Images is not null
            ? RestorePreparation.OfCriu(restore)
            : RestorePreparation.OfRegions(restore, await RegionsAsync(restore).ConfigureAwait(false), handed);
        try
        {
            await RunSessionAsync(restore, preparation, process, handed).ConfigureAwait(false);
        }
        finally
        {
            foreach (var source in preparation.Sources)
                source.Dispose();
        }
    }

    private async Task RunSessionAsync(RestoreRequest restore, RestorePreparation preparation, ProcessHandle process, HandedDescriptors handed)
    {
        using var listener = restore.Images is null ? null : CriuListener.Start(
            restore.Socket ?? throw new PagerException("the path at which CRIU will look is missing"));
        using var faults = restore.Images is null ? handed.TakeUserFault() : null;
        using var session = PagingSession.Start(SettingsOf(restore, preparation, process));
        _session = session;
        watch.Add(session);
        Send(new PagerReply { Type = "ready" });
        var handOver = HandOverAsync(session, listener, faults);
        if (restore.Stream)
            session.Stream();
        if (preparation.WhyNotPrefetched is { } why)
            Send(new PagerReply { Type = "prefetched", Message = why });
        var hearing = HearAsync(session);
        await Task.WhenAny(hearing, session.Completion).ConfigureAwait(false);
        // One that hangs up leaves its process to the pager, but not a half of one.
        if (hearing.IsCompleted && !handOver.IsCompleted)
            session.Fail("the client hung up before the process was restored");
        var end = await session.Completion.ConfigureAwait(false);
        listener?.Dispose();
        await handOver.ConfigureAwait(false);
        Send(new PagerReply { Type = "end", Outcome = end.Outcome, Message = end.Message, Statistics = end.Statistics });
        // What the client asks for now concerns a recording, which outlives the process.
        await Task.WhenAny(hearing, _stop.Task).ConfigureAwait(false);
        await Task.WhenAll(_recordings).ConfigureAwait(false);
    }

    private PagingSettings SettingsOf(RestoreRequest restore, RestorePreparation preparation, ProcessHandle process) => new()
    {
        Process = process,
        Sources = preparation.Sources,
        Maps = preparation.Maps,
        Registered = preparation.Registered,
        Prefetch = preparation.Prefetch,
        RecordTo = restore.RecordTo,
        GapPages = restore.GapPages is { } gap and >= 0 ? gap : WorkingSets.WorkingSetBuilder.UsualGapPages,
        Identity = preparation.Identity,
        Forked = faults => SendLater(new PagerReply { Type = "attached" }, faults.Descriptor),
        Prefetched = why => SendLater(new PagerReply { Type = "prefetched", Message = why }),
    };

    private async Task HandOverAsync(PagingSession session, CriuListener? listener, Linux.UserFaults.UserFault? faults)
    {
        if (listener is null)
        {
            session.Attach(faults!, 0);
            session.Settle();
            return;
        }
        try
        {
            await listener.TakeAsync((pid, memory) =>
            {
                // The client's copy keeps the kernel from filling in zeros if this pager dies.
                Send(new PagerReply { Type = "attached" }, memory.Descriptor);
                session.Attach(memory, pid);
            }).ConfigureAwait(false);
            session.Settle();
        }
        catch (PagerException e)
        {
            if (!session.Completion.IsCompleted)
                session.Fail(e.Message);
        }
    }

    /// <summary>Hears the client until it is gone.</summary>
    private async Task HearAsync(PagingSession session)
    {
        while (await HandleAsync(session).ConfigureAwait(false))
        {
        }
    }

    /// <summary>Does what the next message says; answers false when the client is gone.</summary>
    private async Task<bool> HandleAsync(PagingSession session)
    {
        PagerRequest request;
        try
        {
            var received = await ReceiveAsync(null, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            received.Descriptors.Dispose();
            request = received.Request;
        }
        catch (Exception e) when (e is PagerException or IOException or SocketException or ObjectDisposedException)
        {
            Send(new PagerReply { Type = "error", Message = e.Message });
            return false;
        }
        Do(request.Type, session);
        return true;
    }

    private void Do(string order, PagingSession session)
    {
        switch (order)
        {
            case "stop-recording":
                _recordings.Enqueue(StopRecordingAsync(session));
                break;
            case "settle":
                session.Settle();
                break;
            case "stream":
                session.Stream();
                break;
            case "cancel":
                session.Fail("the client has cancelled the restore");
                break;
            default:
                Send(new PagerReply { Type = "error", Message = $"no order '{order}'" });
                break;
        }
    }

    private async Task StopRecordingAsync(PagingSession session)
    {
        try
        {
            Send(new PagerReply { Type = "recorded", Recorded = await session.StopRecordingAsync().ConfigureAwait(false) });
        }
        catch (PagerException e)
        {
            Send(new PagerReply { Type = "recorded", Message = e.Message });
        }
    }

    private async Task<IReadOnlyList<RegionEntry>> RegionsAsync(RestoreRequest restore)
    {
        if (!restore.MoreRegions)
            return restore.Regions;
        var all = restore.Regions.ToList();
        while (true)
        {
            var (request, descriptors) = await ReceiveAsync("regions", RequestLimit).ConfigureAwait(false);
            descriptors.Dispose();
            if (request.Regions is not { Count: > 0 } more)
                return all;
            if (all.Count + more.Count > Maps.PageMap.MostRuns)
                throw new PagerException($"more than {Maps.PageMap.MostRuns} regions");
            all.AddRange(more);
        }
    }

    private ProcessHandle TakeProcess(HandedDescriptors descriptors)
    {
        if (descriptors.Has("process"))
            return descriptors.TakeProcess();
        // Who hands over memory and names nobody hands over its own.
        var pid = LocalSockets.PeerPid(connected);
        try
        {
            return pid > 0 ? ProcessHandle.Open(pid) : throw new PagerException("the process is missing, and its pid is not known here");
        }
        catch (IOException e)
        {
            throw new PagerException($"process {pid}: {e.Message}", e);
        }
    }

    private async Task<(PagerRequest Request, HandedDescriptors Descriptors)> ReceiveAsync(string? expected, TimeSpan limit)
    {
        var (message, descriptors) = await _socket.ReceiveAsync().WaitAsync(limit).ConfigureAwait(false);
        try
        {
            if (message.Length == 0)
                throw new PagerException("the client hung up");
            var request = PagerJson.ReadRequest(message);
            if (expected is not null && request.Type != expected)
                throw new PagerException($"a message of type '{request.Type}' where '{expected}' is to come");
            return (request, new HandedDescriptors(request.Restore?.Descriptors ?? [], descriptors));
        }
        catch
        {
            Close(descriptors);
            throw;
        }
    }

    private static void Close(IReadOnlyList<SafeFileHandle> descriptors)
    {
        foreach (var descriptor in descriptors)
            descriptor.Dispose();
    }

    /// <summary>For the session's thread, which must not wait for a client.</summary>
    private void SendLater(PagerReply reply, params SafeFileHandle[] descriptors) => Task.Run(() => Send(reply, descriptors));

    private void Send(PagerReply reply, params SafeFileHandle[] descriptors)
    {
        try
        {
            lock (_sending)
                _socket.Send(JsonSerializer.SerializeToUtf8Bytes(reply, PagerJson.Default.PagerReply), descriptors);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client is gone; its process is served all the same.
        }
    }
}
