using Thaw.Criu;
using Thaw.Criu.Programs;
using Thaw.Criu.Rpc;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Workers;

namespace Thaw.Snapshots;

/// <summary>Sandboxes in which processes can be captured and restored: each has a worker of CRIU that waits, so that none has to start when time counts.</summary>
public static class SnapshotSandboxes
{
    /// <summary>Adds what they need to how a launcher makes sandboxes.</summary>
    /// <param name="settings">How it makes them otherwise.</param>
    /// <param name="program">The CRIU.</param>
    /// <param name="cacheFolder">Where <see cref="KernelFeatures"/> are kept.</param>
    /// <exception cref="CriuException">CRIU does not work here.</exception>
    public static SandboxLauncherSettings With(SandboxLauncherSettings settings, CriuProgram program, string cacheFolder)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(program);
        return settings with
        {
            PlacedFiles = new Dictionary<string, string>(settings.PlacedFiles) { [KernelFeatures.Place] = KernelFeatures.Prepare(program, cacheFolder) },
            Worker = new SandboxWorkerSettings([.. program.Command, "swrk"], BeginAsync),
        };
    }

    private static async Task BeginAsync(MessageSocket socket, CancellationToken cancellation)
    {
        try
        {
            _ = await new CriuWorker(socket).BeginAsync(cancellation).ConfigureAwait(false);
        }
        catch (CriuException e)
        {
            throw new SandboxException(e.Message, e);
        }
    }
}
