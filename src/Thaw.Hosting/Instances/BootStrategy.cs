using System.Globalization;
using System.Security.Cryptography;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Files;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Networks;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Instances;

/// <summary>Starts an interpreter from nothing.</summary>
/// <remarks>The launcher, the files and the runtimes stay the caller's.</remarks>
public sealed class BootStrategy(SandboxLauncher launcher, VersionFiles files, RuntimeCatalogue runtimes, HostSettings settings, TimeProvider time) : IInstanceStrategy
{
    // pid 1 and the kernel's own part of a group, beside what the function was promised.
    private const long SandboxBytes = 4 << 20;

    // AWS's number for processes and threads.
    private const int MostProcesses = 1024;

    private static readonly TimeSpan LeastInit = TimeSpan.FromSeconds(10);

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
        var begin = MonotonicClock.NowNs;
        var start = runtimes.StartOf(request.Version.Runtime);
        var folders = files.Prepare(request.Version);
        log.AddLine($"INIT_START Runtime Version: {request.Version.Runtime.Replace("python", "python:", StringComparison.Ordinal)}");
        var prepared = MonotonicClock.NowNs;
        try
        {
            var sandbox = await launcher.CreateAsync(SettingsOf(request, folders), cancellation).ConfigureAwait(false);
            var entered = MonotonicClock.NowNs;
            var instance = await EnterAsync(request, sandbox, start, cancellation).ConfigureAwait(false);
            instance.Phases = new StartPhases(Name, Ms(begin, prepared), Ms(prepared, entered), 0, 0);
            return await ImportAsync(instance, log, entered, cancellation).ConfigureAwait(false);
        }
        catch (SandboxException e)
        {
            throw new HostingException(HostingProblem.Service, e.Message, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private SandboxSettings SettingsOf(InstanceRequest request, VersionFolders folders) => new(folders.Code)
    {
        LayersFolder = folders.Layers,
        LibrariesFolder = folders.Libraries,
        Network = new SandboxNetwork(request.Version.Sandbox.HasWayOut, request.Version.Sandbox.Forwarded),
        TemporaryBytes = (long)request.Version.TemporaryMb << 20,
        // Less than one processor would make every cold start of a small function slow, which AWS avoids as well.
        Limits = new ControlGroupLimits(
            ((long)request.Version.MemoryMb << 20) + SandboxBytes, Math.Max(1, ProcessorShare.Of(request.Version, settings)), MostProcesses),
    };

    private async Task<Instance> EnterAsync(
        InstanceRequest request, Sandbox sandbox, (string Interpreter, string Script) start, CancellationToken cancellation)
    {
        var (channel, theirChannel) = StreamPair.Create();
        var (output, theirOutput) = StreamPair.Create();
        using (theirChannel)
        using (theirOutput)
        {
            try
            {
                using var nothing = File.OpenHandle("/dev/null");
                var environment = InstanceEnvironment.For(request, LogStream(request));
                await InstanceServices.StartAsync(request, sandbox, start.Interpreter, environment, theirOutput, cancellation).ConfigureAwait(false);
                var program = new SandboxProgram([start.Interpreter, "-S", "-s", "-B", start.Script], environment, request.UserId)
                { Descriptors = [nothing, theirOutput, theirOutput, theirChannel] };
                var process = await sandbox.StartAsync(program, cancellation).ConfigureAwait(false);
                return new Instance(request, sandbox, process, new InstanceChannel(channel), new OutputCapture(output), time, settings.FreezeAfter);
            }
            catch
            {
                await sandbox.DisposeAsync().ConfigureAwait(false);
                channel.Dispose();
                output.Dispose();
                throw;
            }
        }
    }

    private async Task<StartOutcome> ImportAsync(Instance instance, InvocationLog log, long entered, CancellationToken cancellation)
    {
        try
        {
            var timeout = TimeSpan.FromSeconds(instance.Request.Version.TimeoutSeconds);
            var (failure, started, imported) = await instance.ImportAsync(
                timeout > LeastInit ? timeout : LeastInit, log, cancellation).ConfigureAwait(false);
            instance.Phases = instance.Phases with { RuntimeMs = Ms(entered, started), ImportMs = Ms(started, imported) };
            if (failure is null)
            {
                if (ProcessorShare.Of(instance.Request.Version, settings) is < 1 and var share)
                    instance.Group.Limit(new ControlGroupLimits(Processors: share));
                return new StartOutcome(instance, null);
            }
            await instance.DisposeAsync().ConfigureAwait(false);
            return new StartOutcome(null, failure);
        }
        catch
        {
            await instance.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private string LogStream(InstanceRequest request) => string.Create(
        CultureInfo.InvariantCulture,
        $"{time.GetUtcNow():yyyy/MM/dd}/[{request.Version.Version}]{RandomNumberGenerator.GetHexString(32, lowercase: true)}");

    private static double Ms(long fromNs, long toNs) => (toNs - fromNs) / 1e6;
}
