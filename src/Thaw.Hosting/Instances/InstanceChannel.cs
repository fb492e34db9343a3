using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Thaw.Hosting.Instances;

/// <summary>What the runtime in an instance says.</summary>
/// <param name="Kind">One of <see cref="InstanceChannel"/>'s letters.</param>
/// <param name="Body">What belongs to it.</param>
internal readonly record struct RuntimeMessage(char Kind, byte[] Body);

/// <summary>The conversation with the runtime in one instance; <c>thaw_runtime.py</c> has its form.</summary>
/// <remarks>One question at a time; Dispose comes last.</remarks>
internal sealed class InstanceChannel(Socket socket) : IDisposable
{
    public const char Imported = 'I';
    public const char NotImported = 'F';
    public const char Result = 'R';
    public const char Failed = 'E';
    public const char NotEntered = 'X';

    // A result of 6 MB, or an error whose message repeats one, with room for its escapes.
    private const int LongestBody = 64 << 20;
    private readonly byte[] _header = new byte[5];

    /// <summary>Sends an invocation. Nothing is said when the process is gone: the answer tells.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var length = 8 + head.Length + body.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer, head.Length);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(4), body.Length);
            head.CopyTo(buffer.AsMemory(8));
            body.CopyTo(buffer.AsMemory(8 + head.Length));
            for (var sent = 0; sent < length;)
                sent += await socket.SendAsync(buffer.AsMemory(sent, length - sent), SocketFlags.None, cancellation).ConfigureAwait(false);
        }
        catch (SocketException gone) when (IsGone(gone))
        {
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Waits for what the runtime says.</summary>
    /// <returns>Null when the process is gone, or talks in another way than the runtime does.</returns>
    public async Task<RuntimeMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        if (!await FillAsync(_header, cancellation).ConfigureAwait(false))
            return null;
        var kind = (char)_header[0];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(1));
        if (kind is not (Imported or NotImported or Result or Failed or NotEntered) || length > LongestBody)
            return null;
        var body = new byte[length];
        return await FillAsync(body, cancellation).ConfigureAwait(false) ? new RuntimeMessage(kind, body) : null;
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<bool> FillAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            while (buffer.Length > 0)
            {
                var read = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation).ConfigureAwait(false);
                if (read == 0)
                    return false;
                buffer = buffer[read..];
            }
            return true;
        }
        catch (SocketException gone) when (IsGone(gone))
        {
            return false;
        }
    }

    private static bool IsGone(SocketException e) =>
        e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted;
}
