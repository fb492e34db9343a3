using Thaw.Criu.Images;
using Thaw.Criu.Wire;
using Thaw.Linux.Sockets;

namespace Thaw.Criu.Rpc;

/// <summary>A <c>criu swrk</c> at the other end of a socket. It answers for its version, then does one thing, and ends.</summary>
/// <remarks>One question at a time. The socket stays the caller's.</remarks>
public sealed class CriuWorker(MessageSocket socket)
{
    /// <summary>Waits until it has started, and asks for its version: it has opened all files of its own then.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CriuException">It has ended, or is none.</exception>
    public async Task<Version> BeginAsync(CancellationToken cancellation = default) =>
        (await AskAsync(CriuRpc.AskVersion(), cancellation).ConfigureAwait(false)).Version
        ?? throw new CriuException("a worker of CRIU does not say its version");

    /// <summary>Takes a process apart.</summary>
    /// <param name="request">Which.</param>
    /// <param name="cancellation">Ends the wait; it goes on.</param>
    /// <exception cref="CriuException">It refused; the process goes on as it was. <see cref="CriuLog"/> says more.</exception>
    public async Task DumpAsync(DumpRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await AskAsync(CriuRpc.Ask(request), cancellation).ConfigureAwait(false);
        if (!answer.Succeeded)
            throw new CriuException($"CRIU cannot take the process apart: {answer.Error ?? "it does not say why"}");
    }

    /// <summary>Brings a process to life. When this returns, it runs.</summary>
    /// <param name="request">Which.</param>
    /// <param name="cancellation">Ends the wait; it goes on.</param>
    /// <returns>Its pid in the worker's pid namespace.</returns>
    /// <exception cref="CriuException">It cannot; no process of it is left.</exception>
    public async Task<int> RestoreAsync(RestoreRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var answer = await AskAsync(CriuRpc.Ask(request), cancellation).ConfigureAwait(false);
        return answer is { Succeeded: true, Pid: > 0 }
            ? answer.Pid
            : throw new CriuException($"CRIU cannot restore the process: {answer.Error ?? "it does not say why"}");
    }

    private async Task<CriuAnswer> AskAsync(WireWriter request, CancellationToken cancellation)
    {
        try
        {
            if (socket.Send(request.Written) && await socket.ReceiveAsync().WaitAsync(cancellation).ConfigureAwait(false) is ({ Length: > 0 } message, _))
                return CriuRpc.Read(message);
        }
        catch (CriuImageException e)
        {
            throw new CriuException($"a worker of CRIU does not answer as CRIU does: {e.Message}", e);
        }
        throw new CriuException("a worker of CRIU has ended without an answer");
    }
}
