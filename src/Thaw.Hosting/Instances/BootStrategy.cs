using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;
using Thaw.Linux.Files;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Instances;

/// <summary>Starts an interpreter from nothing.</summary>
/// <remarks>The launcher and the files stay the caller's.</remarks>
public sealed class BootStrategy(SandboxLauncher launcher, VersionFiles files, HostSettings settings, TimeProvider time) : IInstanceStrategy
{
    // As thaw_runtime.py knows it.
    private const string TellModules = "modules";

    private readonly StartSteps _steps = new(settings, time);

    /// <inheritdoc/>
    public string Name => "boot";

    /// <inheritdoc/>
    public void ForgetFiles(InstanceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var folders = files.Prepare(request.Version);
        foreach (var folder in ((string?[])[folders.Code, folders.Layers, folders.Libraries]).OfType<string>())
            PageCache.EvictTree(folder);
    }

    /// <inheritdoc/>
    public async Task<StartOutcome> StartAsync(InstanceRequest request, InvocationLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(log);
        var begin = StartSteps.NowNs;
        var start = files.StartOf(request.Version);
        var folders = files.Prepare(request.Version);
        log.AddLine(StartSteps.FirstLine(request));
        var prepared = StartSteps.NowNs;
        try
        {
            var sandbox = await launcher.CreateAsync(_steps.SandboxOf(request, folders) with { ShowsHostPrograms = start.NeedsHost }, cancellation).ConfigureAwait(false);
            var entered = StartSteps.NowNs;
            var instance = await EnterAsync(request, sandbox, start, cancellation).ConfigureAwait(false);
            instance.Phases = new StartPhases(Name, StartSteps.Ms(begin, prepared), StartSteps.Ms(prepared, entered), 0, 0);
            return await _steps.ImportAsync(instance, log, entered, cancellation).ConfigureAwait(false);
        }
        catch (SandboxException e)
        {
            throw new HostingException(HostingProblem.Service, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<Instance> EnterAsync(InstanceRequest request, Sandbox sandbox, RuntimeStart start, CancellationToken cancellation) =>
        _steps.OpenAsync(request, sandbox, async (output, channel) =>
        {
            using var nothing = File.OpenHandle("/dev/null");
            var environment = _steps.EnvironmentOf(request);
            await InstanceServices.StartAsync(request, sandbox, start.Interpreter, environment, output, cancellation).ConfigureAwait(false);
            string[] arguments = [.. start.Interpreter, "-S", "-s", "-B", start.Script, .. request.TellsModules ? [TellModules] : Array.Empty<string>()];
            var program = new SandboxProgram(arguments, environment, request.UserId) { Descriptors = [nothing, output, output, channel] };
            return (await sandbox.StartAsync(program, cancellation).ConfigureAwait(false)).Exit;
        });
}
