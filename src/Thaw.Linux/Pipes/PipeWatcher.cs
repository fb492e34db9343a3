using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Pipes;

/// <summary>The one thread of this process that waits for all pipes. .NET waits for sockets without a thread each, for pipes it does not.</summary>
/// <remarks>Members may be called from any thread. The thread starts when it is first needed, and stays.</remarks>
internal static class PipeWatcher
{
    private static readonly SafeFileHandle Queue = ReadinessQueue.Create();
    private static readonly ConcurrentDictionary<ulong, (SafeFileHandle Pipe, Func<bool> Readable)> Watched = new();
    private static ulong _last;

    static PipeWatcher() => new Thread(Run, 256 * 1024) { IsBackground = true, Name = "thaw-pipes" }.Start();

    /// <summary>Calls something when a pipe may be read. A number is never used twice, so that no event of a closed pipe means another.</summary>
    public static ulong Begin(SafeFileHandle pipe, Func<bool> readable)
    {
        var number = Interlocked.Increment(ref _last);
        Watched[number] = (pipe, readable);
        ReadinessQueue.Begin(Queue, pipe, number);
        return number;
    }

    public static void Forget(ulong number) => Watched.TryRemove(number, out _);

    private static void Run()
    {
        while (true)
        {
            foreach (var number in ReadinessQueue.Wait(Queue))
                Tell(number);
        }
    }

    private static void Tell(ulong number)
    {
        if (!Watched.TryGetValue(number, out var watched))
            return;
        try
        {
            if (watched.Readable())
                ReadinessQueue.Again(Queue, watched.Pipe, number);
            else
                Forget(number);
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile, and with that the kernel has forgotten it.
            Forget(number);
        }
    }
}
