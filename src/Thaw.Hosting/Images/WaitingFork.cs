using System.Net.Sockets;
using Thaw.Images.Templates;
using Thaw.Linux.Pipes;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Images;

/// <summary>A process that was forked from an image into a sandbox, and waits to become an instance of some function.</summary>
/// <remarks>It has met nothing of any function: neither code nor environment nor user. Whoever makes an instance of it owns all that it has.</remarks>
internal sealed record WaitingFork(Sandbox Sandbox, Task<ProgramExit> Exit, Socket Channel, OutputPipe Output) : IAsyncDisposable
{
    /// <summary>Whether it cannot become anything any more.</summary>
    public bool HasEnded => Exit.IsCompleted || Sandbox.HasEnded;

    /// <summary>Has it become an instance.</summary>
    /// <exception cref="ForkFaultException">It is gone.</exception>
    public void Enter(EnterRequest request)
    {
        try
        {
            request.SendTo(Channel, Sandbox);
        }
        catch (SandboxException e)
        {
            throw new ForkFaultException(e.Message, e, isOfTemplate: false);
        }
    }

    /// <summary>Ends it with its sandbox.</summary>
    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync().ConfigureAwait(false);
        Channel.Dispose();
        Output.Dispose();
    }
}
