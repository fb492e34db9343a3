using System.IO.Pipes;
using Thaw.Criu.Programs;
using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;

namespace Thaw.Snapshots.Restore;

/// <summary>CRIU's own server of pages, for one restore: the one to compare with.</summary>
internal static class LazyPagesDaemon
{
    private const int StandardInput = 0;

    /// <summary>Starts it and waits until it can be connected to.</summary>
    /// <param name="ledger">Owns it.</param>
    /// <param name="program">The CRIU.</param>
    /// <param name="folder">The images, and where its socket is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SnapshotException">It ended.</exception>
    public static async Task<ChildProcess> StartAsync(OwnershipLedger ledger, CriuProgram program, string folder, CancellationToken cancellation)
    {
        using var status = new AnonymousPipeServerStream(PipeDirection.In);
        var request = new SpawnRequest(
            program.Command[0],
            [.. program.Command.Skip(1), "lazy-pages", "-D", folder, "-W", folder, "-o", "lazy-pages.log", "-v2", "--status-fd", $"{StandardInput}"],
            new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin" })
        { WorkingDirectory = folder };
        var daemon = ledger.Spawn(request, status.ClientSafePipeHandle);
        status.DisposeLocalCopyOfClientHandle();
        // It writes a byte when it listens, and closes the pipe.
        if (await status.ReadAsync(new byte[1], cancellation).ConfigureAwait(false) == 1)
            return daemon;
        daemon.Dispose();
        throw new SnapshotException("CRIU's server of pages has ended before it listened");
    }
}
