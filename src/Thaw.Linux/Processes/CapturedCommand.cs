using System.Text;
using Microsoft.Win32.SafeHandles;
using Thaw.Linux.Native;

namespace Thaw.Linux.Processes;

/// <summary>A short command whose output is wanted: an interpreter that is asked for its version, a tool that checks something.</summary>
/// <param name="Exit">How it ended; null when it was killed because its time was over.</param>
/// <param name="Output">Standard output and standard error together, as UTF-8, at most 1 MiB.</param>
public sealed record CapturedCommand(ChildExit? Exit, string Output)
{
    private const int MaximumBytes = 1 << 20;

    /// <summary>Whether it ended by itself with code 0.</summary>
    public bool Succeeded => Exit is { Succeeded: true };

    /// <summary>The first line of the output that holds anything, or an empty string.</summary>
    public string FirstLine => Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0, "");

    /// <summary>Runs a command to its end, or kills it with its whole group when its time is over. Waits for no descendant.</summary>
    /// <param name="request">What to run; its output paths are replaced.</param>
    /// <param name="limit">How long it may take.</param>
    /// <exception cref="SpawnException">It could not be started.</exception>
    public static CapturedCommand Run(SpawnRequest request, TimeSpan limit)
    {
        // A file in memory, reached by its path in /proc: nothing stays on disk, and no pipe can fill up or stay open.
        var number = LibC.MemoryFile("thaw-output", 1 /* MFD_CLOEXEC */);
        if (number == -1)
            throw Errno.LastAsException("cannot create a file in memory");
        using var file = new SafeFileHandle(number, ownsHandle: true);
        var path = $"/proc/{Environment.ProcessId}/fd/{number}";
        using var child = ChildProcess.Spawn(request with { StandardOutputPath = path, StandardErrorPath = path });
        ChildExit? exit = null;
        try
        {
            exit = child.WaitForExit(limit);
        }
        catch (TimeoutException)
        {
            child.KillGroup();
        }
        return new CapturedCommand(exit, Read(file));
    }

    private static string Read(SafeFileHandle file)
    {
        var bytes = new byte[Math.Min(RandomAccess.GetLength(file), MaximumBytes)];
        return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0));
    }
}
