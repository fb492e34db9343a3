using System.Collections.Concurrent;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Libraries;
using Thaw.Images.Templates;
using Thaw.Linux.Processes;

namespace Thaw.Hosting.Images;

/// <summary>Forks an instance from the template of an image; where there is none that suits, or anything goes wrong, it boots one.</summary>
internal sealed class ForkStrategy(ImageStore images, BootStrategy boot, VersionFiles files, HostSettings settings, TimeProvider time) : IInstanceStrategy
{
    private readonly StartSteps _steps = new(settings, time);
    private readonly ConcurrentDictionary<string, InvocationAnswer> _own = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _killed = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "fork";

    /// <inheritdoc/>
    public void ForgetFiles(InstanceRequest request) => boot.ForgetFiles(request);

    /// <inheritdoc/>
    public async Task<StartOutcome> StartAsync(InstanceRequest request, InvocationLog log, CancellationToken cancellation)
    {
        var begin = StartSteps.NowNs;
        if (request.IsAsked)
            await PrepareAsync(request, cancellation).ConfigureAwait(false);
        if (images.Find(request.Version) is not { } image)
            return await BootAsync(request, log, cancellation).ConfigureAwait(false);
        var attempt = new InvocationLog();
        var forked = await TryForkAsync(image, request, attempt, request.IsAsked ? StartSteps.NowNs : begin, cancellation).ConfigureAwait(false);
        if (forked.Outcome is { } outcome && (outcome.Failure is not { } failure || IsOwn(request, failure)))
        {
            log.Add(attempt.ToArray());
            images.NoteStart(request.Version);
            return outcome;
        }
        var booted = await BootAsync(request, log, cancellation).ConfigureAwait(false);
        if (forked.Fault is { } fault)
            images.NoteFault(image, fault);
        else if (forked.Outcome?.Failure is { } own && booted.Failure is { } same && IsSame(own, same))
            _own[request.Version.RevisionId] = same;
        else if (booted.Instance is not null && forked.Why is { } why)
            images.NoteFailure(image, request.Version, why);
        return booted;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<StartOutcome> BootAsync(InstanceRequest request, InvocationLog log, CancellationToken cancellation)
    {
        var learns = images.WantsToLearn(request.Version);
        var booted = await boot.StartAsync(request with { TellsModules = learns }, log, cancellation).ConfigureAwait(false);
        images.NoteStart(request.Version);
        if (learns && booted.Instance is { } instance)
            images.Learn(request.Version, instance.Modules, instance.Phases.RuntimeMs, instance.Phases.ImportMs);
        return booted;
    }

    /// <summary>Has an image made that suits, if there can be one: the caller has asked to have its instance forked.</summary>
    private async Task PrepareAsync(InstanceRequest request, CancellationToken cancellation)
    {
        if (images.WantsToLearn(request.Version) && (await BootAsync(request, new InvocationLog(), cancellation).ConfigureAwait(false)).Instance is { } instance)
            await instance.DisposeAsync().ConfigureAwait(false);
        await images.BuildForAsync(request.Version, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether a failure is the function's own: nobody waits twice for what takes too long, or for what a boot has failed with as well.</summary>
    private bool IsOwn(InstanceRequest request, InvocationAnswer failure) =>
        failure.ErrorType is ErrorTypes.TimedOut or ErrorTypes.RestoreTimedOut || (_own.TryGetValue(request.Version.RevisionId, out var booted) && IsSame(failure, booted));

    private static bool IsSame(InvocationAnswer one, InvocationAnswer other) =>
        one.ErrorType == other.ErrorType && one.Payload.Span.SequenceEqual(other.Payload.Span);

    private async Task<ForkAttempt> TryForkAsync(
        LiveImage image, InstanceRequest request, InvocationLog log, long begin, CancellationToken cancellation)
    {
        if (!image.TryRent())
            return new ForkAttempt(null, null, null);
        var isOpen = false;
        try
        {
            var folders = files.Prepare(request.Version);
            log.AddLine(StartSteps.FirstLine(request));
            var prepared = StartSteps.NowNs;
            var fork = await image.ForkAsync(_steps.SandboxOf(request, folders, image.AnonymousBytes), cancellation).ConfigureAwait(false);
            var entered = StartSteps.NowNs;
            var instance = _steps.Adopt(request, fork, image.Return);
            isOpen = true;
            instance.Phases = new StartPhases(Name, StartSteps.Ms(begin, prepared), StartSteps.Ms(prepared, entered), 0, 0);
            var outcome = await _steps.ImportAsync(instance, log, entered, cancellation, () => Enter(fork, request)).ConfigureAwait(false);
            return new ForkAttempt(outcome, WhyUnfit(request, outcome, fork), null);
        }
        catch (ForkFaultException e)
        {
            return new ForkAttempt(null, null, e.IsOfTemplate ? e.Message : null);
        }
        catch (IOException e)
        {
            return new ForkAttempt(null, e.Message, null);
        }
        finally
        {
            // From then on the instance's end does it.
            if (!isOpen)
                image.Return();
        }
    }

    /// <summary>Somebody may have killed the process, which says nothing of the version; where it happens twice in a row, it does.</summary>
    private string? WhyUnfit(InstanceRequest request, StartOutcome outcome, WaitingFork fork)
    {
        var revision = request.Version.RevisionId;
        var isKilled = outcome.Failure is { ErrorType: ErrorTypes.Exit } && fork.Exit is { IsCompletedSuccessfully: true, Result.Signal: Signals.Kill };
        if (isKilled && _killed.TryAdd(revision, true))
            return null;
        _killed.TryRemove(revision, out _);
        return outcome.Failure is null ? null : "the handler could not be imported in a fork";
    }

    private void Enter(WaitingFork fork, InstanceRequest request) =>
        fork.Enter(new EnterRequest(request.UserId, "/var/task", _steps.EnvironmentOf(request)));

    /// <summary>What became of a fork.</summary>
    /// <param name="Outcome">An instance, or how its handler could not be imported; null when there was no process for it.</param>
    /// <param name="Why">Why the version should not try again with this image; null when it may.</param>
    /// <param name="Fault">What the template did not do.</param>
    private sealed record ForkAttempt(StartOutcome? Outcome, string? Why, string? Fault);
}
