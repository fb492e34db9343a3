using System.Text.Json;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Libraries;
using Thaw.Snapshots;
using Thaw.Snapshots.Restore;

namespace Thaw.Hosting.Snapshots;

/// <summary>Lets an instance go on from the snapshot of its function; where there is none, or anything goes wrong, it boots one.</summary>
/// <remarks>The snapshots stay the caller's.</remarks>
internal sealed class SnapshotStrategy(
    string name, bool isLazy, FunctionSnapshots snapshots, BootStrategy boot, VersionFiles files, HostSettings settings, TimeProvider time) : IInstanceStrategy
{
    /// <summary>All pages before the instance goes on.</summary>
    public const string Eager = "eager";

    /// <summary>Pages when they are touched.</summary>
    public const string Lazy = "lazy";

    private readonly StartSteps _steps = new(settings, time);

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public void ForgetFiles(InstanceRequest request)
    {
        boot.ForgetFiles(request);
        if (snapshots.Find(request.Version)?.Use is { } use)
            Linux.Files.PageCache.EvictTree(use.Images);
    }

    /// <inheritdoc/>
    public async Task<StartOutcome> StartAsync(InstanceRequest request, InvocationLog log, CancellationToken cancellation)
    {
        var begin = StartSteps.NowNs;
        var snapshot = snapshots.Find(request.Version);
        if (request.IsAsked && snapshot is null)
        {
            snapshot = await snapshots.TakeAsync(request).WaitAsync(cancellation).ConfigureAwait(false);
            begin = StartSteps.NowNs;
        }
        if (snapshot?.Use is { } use)
        {
            var attempt = new InvocationLog();
            var (restored, why) = await TryRestoreAsync(use, request, attempt, begin, cancellation).ConfigureAwait(false);
            if (restored is not null)
            {
                log.Add(attempt.ToArray());
                return restored;
            }
            snapshots.NoteFailure(request.Version, why!);
        }
        var booted = await boot.StartAsync(request, log, cancellation).ConfigureAwait(false);
        // In the background, once it is known that the function can start at all.
        if (snapshot is null && booted.Instance is not null)
            _ = snapshots.TakeAsync(request);
        return booted;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The outcome, or why there is none and it should be booted.</summary>
    private async Task<(StartOutcome? Outcome, string? Why)> TryRestoreAsync(
        Thaw.Snapshots.Store.SnapshotUse use, InstanceRequest request, InvocationLog log, long begin, CancellationToken cancellation)
    {
        try
        {
            var start = files.StartOf(request.Version);
            log.AddLine(StartSteps.FirstLine(request).Replace("INIT_START", "RESTORE_START", StringComparison.Ordinal));
            var sandbox = _steps.SandboxOf(request, files.Prepare(request.Version)) with { ShowsHostPrograms = start.NeedsHost };
            var prepared = StartSteps.NowNs;
            var process = await snapshots.Restorer.RestoreAsync(
                new ProcessRestoreRequest(use.Images, sandbox, request.UserId) { IsLazy = isLazy, ParentFolder = use.Parent?.Images }, cancellation).ConfigureAwait(false);
            var restored = StartSteps.NowNs;
            var instance = _steps.Take(request, process);
            var times = process.Times;
            instance.Phases = new StartPhases(Name, StartSteps.Ms(begin, prepared) + times.ImagesMs, times.SandboxMs, times.PagesMs + times.ProcessMs, 0);
            var outcome = await GreetAsync(instance, request, log, restored, cancellation).ConfigureAwait(false);
            return outcome.Failure is null or { ErrorType: ErrorTypes.TimedOut } ? (outcome, null) : (null, "a restored process did not go on");
        }
        catch (SnapshotException e)
        {
            return (null, e.Message);
        }
    }

    private async Task<StartOutcome> GreetAsync(Instance instance, InstanceRequest request, InvocationLog log, long restored, CancellationToken cancellation)
    {
        var phases = instance.Phases;
        var environment = _steps.EnvironmentOf(request);
        environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = request.IsProvisioned ? environment["AWS_LAMBDA_INITIALIZATION_TYPE"] : "snap-start";
        try
        {
            await instance.GreetAsync(JsonSerializer.SerializeToUtf8Bytes(new RestoredHead(environment), CaptureReportJson.Default.RestoredHead), cancellation).ConfigureAwait(false);
        }
        catch
        {
            await instance.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        var outcome = await _steps.ImportAsync(instance, log, restored, cancellation).ConfigureAwait(false);
        // The import was paid for when it was captured; what it takes now is to become itself.
        instance.Phases = phases with { ImportMs = StartSteps.Ms(restored, StartSteps.NowNs) };
        return outcome;
    }
}
