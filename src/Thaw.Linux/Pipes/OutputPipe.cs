using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Pipes;

/// <summary>Our end of a pipe into which a child writes its output. Waiting for it holds no thread.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
public sealed class OutputPipe : IDisposable
{
    private const int SetStatusFlags = 4;
    private const uint WritableByAll = 0x92; // octal 0222

    private readonly SafeFileHandle _read;
    private ulong _watch;

    private OutputPipe(SafeFileHandle read) => _read = read;

    /// <summary>Creates both ends, close-on-exec.</summary>
    /// <returns>
    /// Ours, and the one to hand over; the caller disposes of both. Whoever has that one may also open it by its name, as
    /// <c>/dev/stdout</c>, whatever its user: a pipe's file is its maker's otherwise.
    /// </returns>
    /// <exception cref="IOException">There are too many descriptors.</exception>
    public static (OutputPipe Ours, SafeFileHandle Theirs) Create()
    {
        var (read, write) = Descriptors.Pipe();
        if (LibC.ChangeMode(write, WritableByAll) == 0 && LibC.Control(read, SetStatusFlags, Descriptors.NonBlocking) == 0)
            return (new OutputPipe(read), write);
        using (read)
        using (write)
            throw Errno.LastAsException("cannot create a pipe");
    }

    /// <summary>Takes what is there.</summary>
    /// <param name="buffer">Where to.</param>
    /// <returns>How many bytes; 0: all writers are gone; null: nothing is there now.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public unsafe int? TryRead(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                // Safe: the kernel writes at most the buffer's length.
                var got = LibC.Read(_read, start, (nuint)buffer.Length);
                if (got >= 0)
                    return (int)got;
                if (Marshal.GetLastPInvokeError() == Errno.Again)
                    return null;
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    throw Errno.LastAsException("cannot read a pipe");
            }
        }
    }

    /// <summary>Has something called whenever there may be something to read, by a thread that serves all pipes. Comes once.</summary>
    /// <param name="readable">Must not wait. Answers whether it wants to be called again; throws nothing but ObjectDisposedException.</param>
    public void Watch(Func<bool> readable) => _watch = PipeWatcher.Begin(_read, readable);

    /// <inheritdoc/>
    public void Dispose()
    {
        PipeWatcher.Forget(_watch);
        _read.Dispose();
    }
}
