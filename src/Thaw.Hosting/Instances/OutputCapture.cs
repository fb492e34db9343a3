using Thaw.Linux.Pipes;

namespace Thaw.Hosting.Instances;

/// <summary>Takes what the processes of an instance write to both outputs, always, so that no writer waits for long.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
internal sealed class OutputCapture : IDisposable
{
    private const int Piece = 16 * 1024;

    // Others wait for the same thread, so a writer without end has its turn with them.
    private const int PiecesAtOnce = 4;

    // The most that a pipe holds (/proc/sys/fs/pipe-max-size, which an ordinary user cannot exceed): all of what was written before a moment.
    private const int PiecesOfPipe = 64;

    private readonly Lock _gate = new();
    private readonly OutputPipe _pipe;
    private readonly byte[] _buffer = new byte[Piece];
    private InvocationLog? _current;
    private bool _disposed;

    public OutputCapture(OutputPipe pipe)
    {
        _pipe = pipe;
        pipe.Watch(Take);
    }

    /// <summary>From now on output belongs there, or nowhere. What was written before belongs to the last one.</summary>
    public void Turn(InvocationLog? log)
    {
        lock (_gate)
        {
            Drain(PiecesOfPipe);
            _current = log;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            Drain(PiecesOfPipe);
            _disposed = true;
        }
        _pipe.Dispose();
    }

    private bool Take()
    {
        lock (_gate)
            return Drain(PiecesAtOnce);
    }

    /// <summary>False when all writers are gone.</summary>
    private bool Drain(int pieces)
    {
        for (; pieces > 0 && !_disposed; pieces--)
        {
            if (_pipe.TryRead(_buffer) is not { } read)
                return true;
            if (read == 0)
                return false;
            _current?.Add(_buffer.AsSpan(0, read));
        }
        return !_disposed;
    }
}
