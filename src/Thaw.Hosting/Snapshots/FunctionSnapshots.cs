using System.Collections.Concurrent;
using Thaw.Criu;
using Thaw.Criu.Images;
using Thaw.Criu.Programs;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;
using Thaw.Linux.Ownership;
using Thaw.Sandboxing.Launching;
using Thaw.Snapshots;
using Thaw.Snapshots.Manifests;
using Thaw.Snapshots.Restore;
using Thaw.Snapshots.Store;

namespace Thaw.Hosting.Snapshots;

/// <summary>The snapshots of a host's functions: who has one, and taking them.</summary>
/// <remarks>Members may be called from any thread; DisposeAsync comes last.</remarks>
internal sealed class FunctionSnapshots : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Task<VersionSnapshot>> _taken = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly SandboxLauncher _launcher;
    private readonly CriuProgram _criu;
    private readonly SnapshotStore _store;
    private readonly RuntimeCatalogue _runtimes;
    private readonly VersionFiles _files;
    private readonly FunctionCapture _capture;

    private FunctionSnapshots(
        SandboxLauncher launcher, CriuProgram criu, SnapshotStore store, OwnershipLedger ledger, VersionFiles files, RuntimeCatalogue runtimes, FunctionCapture capture)
    {
        (_launcher, _criu, _store, _files, _runtimes, _capture) = (launcher, criu, store, files, runtimes, capture);
        Restorer = new ProcessRestorer(launcher, criu, ledger);
    }

    /// <summary>Lets them go on.</summary>
    public ProcessRestorer Restorer { get; }

    /// <summary>Opens the store and starts a launcher whose sandboxes have workers.</summary>
    /// <exception cref="CriuException">There is no CRIU that will do, or it does not work here.</exception>
    /// <exception cref="SnapshotException">The store cannot be used.</exception>
    /// <exception cref="Thaw.Sandboxing.SandboxException">The launcher cannot start.</exception>
    public static FunctionSnapshots Start(OwnershipLedger ledger, VersionFiles files, RuntimeCatalogue runtimes, HostSettings settings, TimeProvider time)
    {
        var criu = CriuProgram.Find(settings.Criu);
        var store = SnapshotStore.Open(Path.Combine(settings.StateFolder, "snapshots"), ledger, SnapshotLimits.Default, time);
        var launcher = SandboxLauncher.Start(ledger, SnapshotSandboxes.With(
            new SandboxLauncherSettings
            {
                SharedFolders = runtimes.SharedFolders,
                Stock = settings.PreparedSandboxes,
                PlacedFolders = new Dictionary<string, string> { [RuntimeCatalogue.Place] = runtimes.Folder },
            },
            criu, Path.Combine(settings.CacheFolder, "criu")));
        return new FunctionSnapshots(launcher, criu, store, ledger, files, runtimes, new FunctionCapture(launcher, files, settings, time));
    }

    /// <summary>The snapshot of a version if it has been taken; null while it has not.</summary>
    public VersionSnapshot? Find(FunctionVersion version) =>
        _taken.TryGetValue(version.RevisionId, out var taken) && taken.IsCompletedSuccessfully ? taken.Result : null;

    /// <summary>Takes it, once for each version: what was in the way is still there at the next attempt.</summary>
    public Task<VersionSnapshot> TakeAsync(InstanceRequest request) =>
        _taken.GetOrAdd(request.Version.RevisionId, _ => Task.Run(() => FindOrCaptureAsync(request)));

    /// <summary>What does not come to life is not tried again.</summary>
    public void NoteFailure(FunctionVersion version, string why)
    {
        if (_taken.TryGetValue(version.RevisionId, out var taken) && taken is { IsCompletedSuccessfully: true, Result.Use: { } use }
            && _taken.TryUpdate(version.RevisionId, Task.FromResult(new VersionSnapshot(null, why)), taken))
        {
            use.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        foreach (var taken in _taken.Values)
            (await taken.ConfigureAwait(false)).Use?.Dispose();
        _launcher.Dispose();
        _ending.Dispose();
    }

    private async Task<VersionSnapshot> FindOrCaptureAsync(InstanceRequest request)
    {
        try
        {
            var software = new SnapshotSoftware(InterpreterOf(request.Version), _criu.Version.ToString());
            var places = new SandboxPlaces(_files.Prepare(request.Version), _runtimes.Folder);
            var conditions = new SnapshotConditions(SnapshotMachine.Current, software, places.Locate);
            var subject = new SnapshotSubject(request.Function, request.Function, request.Version.RevisionId, SnapshotKind.Function, 0);
            if (_store.Find(subject) is { } stored && _store.TryUse(stored.Manifest.Id, conditions, out _) is { } found)
                return new VersionSnapshot(found, null);
            var manifest = await CaptureAsync(request, subject, software, places).ConfigureAwait(false);
            return new VersionSnapshot(_store.TryUse(manifest.Id, conditions, out var why), why);
        }
        catch (Exception e) when (e is SnapshotException or CriuImageException or IOException or HostingException or OperationCanceledException)
        {
            return new VersionSnapshot(null, e is OperationCanceledException ? "the host ends" : e.Message);
        }
    }

    private async Task<SnapshotManifest> CaptureAsync(InstanceRequest request, SnapshotSubject subject, SnapshotSoftware software, SandboxPlaces places)
    {
        var folders = new List<OwnedFolder>();
        try
        {
            var images = await _capture.CaptureAsync(request, MakeFolder, _ending.Token).ConfigureAwait(false);
            return _store.Add(images, new SnapshotDraft { Subject = subject, Software = software, Libraries = places.LibrariesOf(images) });
        }
        finally
        {
            folders.ForEach(folder => folder.Dispose());
        }

        string MakeFolder()
        {
            folders.Add(_store.CreateWorkFolder());
            return folders[^1].Path;
        }
    }

    private string InterpreterOf(FunctionVersion version) => version.Sandbox.RootFs.Length > 0
        ? $"{version.Runtime} of {version.Sandbox.RootFs}"
        : _runtimes.Find(version.Runtime) is { } interpreter ? $"{interpreter.Executable} {interpreter.Version}" : version.Runtime;
}

/// <summary>The snapshot of a version of a function.</summary>
/// <param name="Use">The snapshot; null when there is none.</param>
/// <param name="Why">Why not.</param>
internal sealed record VersionSnapshot(SnapshotUse? Use, string? Why);
