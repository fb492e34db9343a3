using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Thaw.Linux.Sockets;
using Thaw.Pager.Protocol;

namespace Thaw.Pager;

/// <summary>Orders restores from a pager.</summary>
public static class PagerClient
{
    /// <summary>
    /// Has the pager stand where CRIU will look for its lazy-pages daemon. When this returns CRIU may be asked to restore, with
    /// <c>lazy_pages</c>.
    /// </summary>
    /// <param name="pagerSocket">The pager's.</param>
    /// <param name="memory">What will be restored.</param>
    /// <exception cref="PagerException">There is no pager, or it refuses: with its reason.</exception>
    public static async Task<PagedRestore> RestoreAsync(string pagerSocket, CriuMemoryRequest memory)
    {
        var request = new RestoreRequest
        {
            Images = Path.GetFullPath(memory.Images),
            Socket = Path.GetFullPath(memory.Socket),
            Descriptors = ["process"],
            Sources = [new SourceEntry(null, memory.Access)],
            Mode = memory.Mode,
            WorkingSet = memory.WorkingSet is null ? null : Path.GetFullPath(memory.WorkingSet),
            RecordTo = memory.RecordTo is null ? null : Path.GetFullPath(memory.RecordTo),
            GapPages = memory.GapPages,
            Label = memory.Label,
            Stream = memory.StreamAtOnce,
        };
        var socket = Connect(pagerSocket);
        try
        {
            await GreetAsync(socket).ConfigureAwait(false);
            Send(socket, new PagerRequest { Type = "restore", Restore = request }, memory.Process.Descriptor);
            await ExpectAsync(socket, "ready").ConfigureAwait(false);
            return PagedRestore.Start(socket, memory.Process);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static void Send(MessageSocket socket, PagerRequest request, params SafeHandle[] descriptors)
    {
        if (!socket.Send(JsonSerializer.SerializeToUtf8Bytes(request, PagerJson.Default.PagerRequest), descriptors))
            throw new PagerException("the pager has hung up");
    }

    private static MessageSocket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return MessageSocket.Over(socket);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new PagerException($"no pager at {path}: {e.Message}", e);
        }
    }

    private static async Task GreetAsync(MessageSocket socket)
    {
        Send(socket, new PagerRequest { Type = "hello", Versions = [ProtocolVersions.Current] });
        await ExpectAsync(socket, "hello").ConfigureAwait(false);
    }

    private static async Task ExpectAsync(MessageSocket socket, string type)
    {
        var (message, descriptors) = await socket.ReceiveAsync().ConfigureAwait(false);
        foreach (var descriptor in descriptors)
            descriptor.Dispose();
        if (message.Length == 0)
            throw new PagerException("the pager hung up");
        var reply = PagerJson.ReadReply(message);
        if (reply.Type != type)
            throw new PagerException(reply.Message ?? $"the pager answered '{reply.Type}' where '{type}' is to come");
    }
}
