using Thaw.Linux.Pipes;

namespace Thaw.Hosting.Instances;

/// <summary>Takes what the processes of an instance write to both outputs, so that no writer waits for long.</summary>
/// <remarks>
/// It begins with the first <see cref="Turn"/>, which has to come soon: a process may write before anybody says whose its output is,
/// and the pipe keeps that. Members may be called from any thread; Dispose comes last.
/// </remarks>
/// <param name="pipe">The pipe; disposed of with this.</param>
internal sealed class OutputCapture(OutputPipe pipe) : IDisposable
{
    private const int Piece = 16 * 1024;

    // Others wait for the same thread, so a writer without end has its turn with them.
    private const int PiecesAtOnce = 4;

    // The most that a pipe holds (/proc/sys/fs/pipe-max-size, which an ordinary user cannot exceed): all of what was written before a moment.
    private const int PiecesOfPipe = 64;

    private readonly Lock _gate = new();
    private readonly byte[] _buffer = new byte[Piece];
    private InvocationLog? _current;
    private bool _isWatched;
    private bool _disposed;

    /// <summary>From now on output belongs there, or nowhere. What was written before belongs to the last one; to this one when it is the first.</summary>
    public void Turn(InvocationLog? log)
    {
        lock (_gate)
        {
            if (_isWatched)
                Drain(PiecesOfPipe);
            _current = log;
            if (!_isWatched && !_disposed)
                pipe.Watch(Take);
            _isWatched = true;
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
        pipe.Dispose();
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
            if (pipe.TryRead(_buffer) is not { } read)
                return true;
            if (read == 0)
                return false;
            _current?.Add(_buffer.AsSpan(0, read));
        }
        return !_disposed;
    }
}
