using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Thaw.Criu;
using Thaw.Criu.Rpc;
using Thaw.Linux.Files;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Snapshots.Capture;

/// <summary>Takes a process apart, so that it can go on in other sandboxes, any number of times.</summary>
public static class ProcessCapture
{
    /// <summary>
    /// The number of a process that is captured: far above those of pid 1, the worker, and what that starts for itself, none of
    /// which must have it where the process is restored.
    /// </summary>
    public const int Pid = 300;

    /// <summary>The most that may lie in /tmp, bytes: it is written and read again whole.</summary>
    public const long MostTemporaryBytes = 64 << 20;

    /// <summary>What a sandbox needs for a process to be captured in it.</summary>
    /// <param name="settings">What it is otherwise.</param>
    /// <param name="folder">An empty folder for the images, of root's alone.</param>
    /// <param name="user">The process's uid.</param>
    public static SandboxSettings Prepare(SandboxSettings settings, string folder, uint user)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings with { HeldFolder = folder, FirstPid = Pid, WorkerUser = user };
    }

    /// <summary>Captures a process that waits for its channel. It is gone then, and its sandbox is of no more use.</summary>
    /// <param name="sandbox">From <see cref="SnapshotSandboxes"/>, with the settings of <see cref="Prepare"/>.</param>
    /// <param name="process">The first program that was started in it, to be captured, which has said over its channel that it is ready.</param>
    /// <param name="output">The pipe that it writes to.</param>
    /// <param name="user">Its uid.</param>
    /// <param name="interpreter">A Python in the sandbox.</param>
    /// <param name="folder">That of the images.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SnapshotException">It cannot be captured; the message says what is in the way.</exception>
    public static async Task<CapturedProcess> CaptureAsync(
        Sandbox sandbox, SandboxProcess process, SafeFileHandle output, uint user, IReadOnlyList<string> interpreter, string folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(output);
        if (process.Pid != Pid || sandbox.Worker is not { } worker)
            throw new ArgumentException("a sandbox that is not for captures", nameof(sandbox));
        try
        {
            var hasFiles = await TemporaryFiles.PackAsync(
                sandbox, interpreter, user, Path.Combine(folder, CapturedProcess.TemporaryFileName), MostTemporaryBytes, cancellation).ConfigureAwait(false);
            var channel = (uint)process.ChannelNumber;
            await new CriuWorker(worker.Requests).DumpAsync(
                new DumpRequest(process.Pid, Sandboxing.Workers.SandboxWorker.Folder) { OutsideSockets = [channel] }, cancellation).ConfigureAwait(false);
            var captured = new CapturedProcess(
                CapturedProcess.SchemaName, 1, process.Pid, user, $"pipe:[{NumberOf(output)}]", string.Create(CultureInfo.InvariantCulture, $"socket:[{channel}]"), hasFiles);
            captured.Write(folder);
            return captured;
        }
        catch (CriuException e)
        {
            throw new SnapshotException(CriuLog.Explain(Path.Combine(folder, CriuRpc.DumpLog)) ?? e.Message, e);
        }
        catch (Exception e) when (e is IOException or SandboxException or TimeoutException)
        {
            throw new SnapshotException(e.Message, e);
        }
    }

    // As CRIU has it: the inode's number, in 32 bits.
    private static uint NumberOf(SafeFileHandle open) =>
        (uint)(HardLink.NumberOf(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{open.DangerousGetHandle()}")) ?? throw new IOException("a pipe was closed"));
}
