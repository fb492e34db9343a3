using Thaw.Criu;
using Thaw.Criu.Images;
using Thaw.Criu.Programs;
using Thaw.Criu.Rpc;
using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Sandboxing.Workers;
using Thaw.Snapshots.Capture;

namespace Thaw.Snapshots.Restore;

/// <summary>Lets captured processes go on, each in a sandbox of its own, many at once.</summary>
/// <param name="launcher">Makes sandboxes as <see cref="SnapshotSandboxes"/> says; the caller's.</param>
/// <param name="program">The CRIU that took them apart.</param>
/// <param name="ledger">Owns what must not stay behind.</param>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class ProcessRestorer(SandboxLauncher launcher, CriuProgram program, OwnershipLedger ledger)
{
    /// <summary>Restores a process. When this returns, it runs.</summary>
    /// <param name="request">Which, and as what.</param>
    /// <param name="cancellation">Ends the attempt, and the sandbox.</param>
    /// <exception cref="SnapshotException">It cannot be restored; nothing of it is left.</exception>
    public async Task<RestoredProcess> RestoreAsync(ProcessRestoreRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // It hands out no pages of a parent, and the process would wait for them for ever.
        if (request is { IsLazy: true, ParentFolder: not null })
            throw new SnapshotException("CRIU's own server of pages cannot serve a snapshot that shares pages with another one's");
        try
        {
            var begin = MonotonicClock.NowNs;
            var captured = CapturedProcess.Read(request.Folder);
            using var images = InstanceImages.Create(ledger, request.Folder, captured, request.UserId, request.ParentFolder);
            var linked = MonotonicClock.NowNs;
            var sandbox = await launcher.CreateAsync(SettingsOf(request, captured, images.Path), cancellation).ConfigureAwait(false);
            try
            {
                var made = MonotonicClock.NowNs;
                return await RestoreAsync(request, captured, images.Path, sandbox, Ms(begin, linked), Ms(linked, made), cancellation).ConfigureAwait(false);
            }
            catch
            {
                await sandbox.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (Exception e) when (e is CriuImageException or IOException or SandboxException or SpawnException)
        {
            throw new SnapshotException(e.Message, e);
        }
    }

    private async Task<RestoredProcess> RestoreAsync(
        ProcessRestoreRequest request, CapturedProcess captured, string folder, Sandbox sandbox, double imagesMs, double sandboxMs, CancellationToken cancellation)
    {
        var worker = sandbox.Worker ?? throw new ArgumentException("sandboxes without workers", nameof(request));
        var begin = MonotonicClock.NowNs;
        var pages = request.IsLazy ? await LazyPagesDaemon.StartAsync(ledger, program, folder, cancellation).ConfigureAwait(false) : null;
        var served = MonotonicClock.NowNs;
        var exit = sandbox.Expect(captured.Pid);
        try
        {
            await new CriuWorker(worker.Requests).RestoreAsync(
                new RestoreRequest(
                    SandboxWorker.Folder, [(captured.Output, SandboxWorker.OutputEnd), (captured.Channel, SandboxWorker.ChannelEnd)], request.IsLazy),
                cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Also of a restore that nobody waits for any more.
            pages?.Dispose();
            if (e is CriuException)
                throw new SnapshotException(CriuLog.Explain(Path.Combine(folder, CriuRpc.RestoreLog)) ?? e.Message, e);
            throw;
        }
        if (pages is not null)
            _ = exit.ContinueWith(_ => pages.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        var (output, channel) = worker.TakeStreams();
        return new RestoredProcess(
            sandbox, exit, output, channel, new RestoreTimes(imagesMs, sandboxMs, Ms(begin, served), Ms(served, MonotonicClock.NowNs)));
    }

    private static SandboxSettings SettingsOf(ProcessRestoreRequest request, CapturedProcess captured, string folder) => request.Sandbox with
    {
        HeldFolder = folder,
        TemporaryFiles = captured.HasTemporaryFiles ? Path.Combine(request.Folder, CapturedProcess.TemporaryFileName) : null,
        TemporaryUser = request.UserId,
    };

    private static double Ms(long fromNs, long toNs) => (toNs - fromNs) / 1e6;
}
