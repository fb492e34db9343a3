using System.Net.Sockets;

namespace Thaw.Hosting.Instances;

/// <summary>Takes what the processes of an instance write to both outputs, always, so that no writer waits for long.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
internal sealed class OutputCapture : IDisposable
{
    private const int Piece = 16 * 1024;

    // More than a socket holds: what had been written before a moment is read by then, however much is written after it.
    private const int MostPieces = 64;

    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[Piece];
    private InvocationLog? _current;
    private bool _disposed;

    public OutputCapture(Socket socket)
    {
        _socket = socket;
        socket.Blocking = false;
        _ = ReadAsync();
    }

    /// <summary>From now on output belongs there, or nowhere. What was written before belongs to the last one.</summary>
    public void Turn(InvocationLog? log)
    {
        lock (_gate)
        {
            Drain();
            _current = log;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            Drain();
            _disposed = true;
        }
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                // Waits for bytes and takes none: who takes them holds the lock, be it this loop or the end of an invocation.
                await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
                lock (_gate)
                {
                    if (!Drain())
                        return;
                }
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The instance has ended.
        }
    }

    /// <summary>Takes what has been written so far. A process that writes without end holds nobody here.</summary>
    /// <returns>False when all writers are gone.</returns>
    private bool Drain()
    {
        for (var piece = 0; piece < MostPieces && !_disposed; piece++)
        {
            var read = _socket.Receive(_buffer, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return true;
            if (read == 0 || error != SocketError.Success)
                return false;
            _current?.Add(_buffer.AsSpan(0, read));
        }
        return !_disposed;
    }
}
