using Thaw.Hosting.Instances;
using Thaw.Hosting.Libraries;
using Thaw.Images.Templates;
using Thaw.Sandboxing;

namespace Thaw.Hosting.Images;

/// <summary>Forks an instance from the template of an image; where there is none that suits, or anything goes wrong, it boots one.</summary>
internal sealed class ForkStrategy(ImageStore images, BootStrategy boot, VersionFiles files, HostSettings settings, TimeProvider time) : IInstanceStrategy
{
    private readonly StartSteps _steps = new(settings, time);

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
        var image = images.Find(request.Version);
        string? why = null;
        if (image is not null)
        {
            var attempt = new InvocationLog();
            (var forked, why) = await TryForkAsync(image, request, attempt, request.IsAsked ? StartSteps.NowNs : begin, cancellation).ConfigureAwait(false);
            if (forked is not null)
            {
                log.Add(attempt.ToArray());
                images.NoteStart(request.Version);
                return forked;
            }
        }
        var booted = await BootAsync(request, log, cancellation).ConfigureAwait(false);
        // A function that fails anyway says nothing about the image.
        if (image is not null && booted.Instance is not null)
            images.NoteFailure(image, request.Version, why!);
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

    /// <summary>The outcome, or why there is none and it should be booted.</summary>
    private async Task<(StartOutcome? Outcome, string? Why)> TryForkAsync(
        LiveImage image, InstanceRequest request, InvocationLog log, long begin, CancellationToken cancellation)
    {
        if (!image.TryRent())
            return (null, "it is being ended");
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
            // What does not start as a fork may start otherwise; but nobody waits twice for what takes too long.
            return outcome.Failure is null or { ErrorType: ErrorTypes.TimedOut } ? (outcome, null) : (null, "the handler could not be imported in a fork");
        }
        catch (Exception e) when (e is SandboxException or IOException)
        {
            return (null, e.Message);
        }
        finally
        {
            // From then on the instance's end does it.
            if (!isOpen)
                image.Return();
        }
    }

    private void Enter(WaitingFork fork, InstanceRequest request) =>
        fork.Enter(new EnterRequest(request.UserId, "/var/task", _steps.EnvironmentOf(request)));
}
