using Microsoft.Win32.SafeHandles;

namespace Thaw.Sandboxing.Sandboxes;

/// <summary>A program that was started in a sandbox.</summary>
public sealed class SandboxProcess
{
    private readonly Sandbox _sandbox;

    internal SandboxProcess(Sandbox sandbox, int pid, Task<ProgramExit> exit, SafeFileHandle? channel, ulong channelNumber) =>
        (_sandbox, Pid, Exit, Channel, ChannelNumber) = (sandbox, pid, exit, channel, channelNumber);

    /// <summary>Its pid, as the sandbox numbers it.</summary>
    public int Pid { get; }

    /// <summary>Its end. Never fails: with the sandbox, it ends by SIGKILL.</summary>
    public Task<ProgramExit> Exit { get; }

    /// <summary>Our end of the channel of a program that is to be captured; the caller's. Null for others.</summary>
    public SafeFileHandle? Channel { get; }

    /// <summary>The inode number of the program's own end of it; 0 for others.</summary>
    public ulong ChannelNumber { get; }

    /// <summary>Sends it a signal; nothing happens when it has ended.</summary>
    /// <param name="signal">1 to 64.</param>
    public void SendSignal(int signal)
    {
        if (!Exit.IsCompleted)
            _sandbox.SendSignal(Pid, signal);
    }
}
