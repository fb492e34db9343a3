using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Libraries;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Pipes;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing.Networks;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Instances;

/// <summary>What all strategies do alike to start an instance.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class StartSteps(HostSettings settings, TimeProvider time)
{
    // pid 1 and the kernel's own part of a group, beside what the function was promised.
    private const long SandboxBytes = 4 << 20;

    // AWS's number for processes and threads.
    private const int MostProcesses = 1024;

    private static readonly TimeSpan LeastInit = TimeSpan.FromSeconds(10);

    // The hooks that run after a restore may take 10 s, as thaw_hooks.py says and watches; the rest is for what it says then.
    private static readonly TimeSpan LongestRestore = TimeSpan.FromSeconds(12);

    /// <summary>Time that passed, ms.</summary>
    public static double Ms(long fromNs, long toNs) => (toNs - fromNs) / 1e6;

    /// <summary>The first line of an instance's log.</summary>
    public static string FirstLine(InstanceRequest request) =>
        $"INIT_START Runtime Version: {request.Version.Runtime.Replace("python", "python:", StringComparison.Ordinal)}";

    /// <summary>What a version's sandbox is.</summary>
    /// <param name="request">For whom.</param>
    /// <param name="folders">What it shows.</param>
    /// <param name="sharedBytes">What the function has of its memory already, and others with it, bytes: it is charged to them.</param>
    public SandboxSettings SandboxOf(InstanceRequest request, VersionFolders folders, long sharedBytes = 0) => new(folders.Code)
    {
        LayersFolder = folders.Layers,
        LibrariesFolder = folders.Libraries,
        RootFolder = folders.Root,
        Network = new SandboxNetwork(request.Version.Sandbox.HasWayOut, request.Version.Sandbox.Forwarded),
        TemporaryBytes = (long)request.Version.TemporaryMb << 20,
        // Less than one processor would make every cold start of a small function slow, which AWS avoids as well.
        Limits = new ControlGroupLimits(
            ((long)request.Version.MemoryMb << 20) + SandboxBytes - sharedBytes, Math.Max(1, ProcessorShare.Of(request.Version, settings)), MostProcesses),
    };

    /// <summary>The environment of a new instance.</summary>
    public Dictionary<string, string> EnvironmentOf(InstanceRequest request) => InstanceEnvironment.For(request, string.Create(
        CultureInfo.InvariantCulture,
        $"{time.GetUtcNow():yyyy/MM/dd}/[{request.Version.Version}]{RandomNumberGenerator.GetHexString(32, lowercase: true)}"));

    /// <summary>Has a process started in a sandbox, with a channel and an output; the sandbox ends when that fails.</summary>
    /// <param name="request">What for.</param>
    /// <param name="sandbox">Where.</param>
    /// <param name="start">Gets the process's output and its end of the channel, and answers the process's end.</param>
    /// <param name="released">Called once when the instance is over.</param>
    public async Task<Instance> OpenAsync(InstanceRequest request, Sandbox sandbox, StartProcess start, Action? released = null)
    {
        try
        {
            var (channel, theirChannel) = StreamPair.Create();
            using var _ = theirChannel;
            try
            {
                return await OpenAsync(request, sandbox, start, channel, theirChannel, released).ConfigureAwait(false);
            }
            catch
            {
                channel.Dispose();
                throw;
            }
        }
        catch
        {
            // Also where there were no more descriptors for the conversation.
            await sandbox.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Instance> OpenAsync(
        InstanceRequest request, Sandbox sandbox, StartProcess start, Socket channel, SafeHandle theirChannel, Action? released)
    {
        var (output, theirOutput) = OutputPipe.Create();
        using var _ = theirOutput;
        try
        {
            var exit = await start(theirOutput, theirChannel).ConfigureAwait(false);
            return new Instance(request, sandbox, exit, new InstanceChannel(channel), new OutputCapture(output), time, settings.FreezeAfter, released);
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Waits until its handler is imported.</summary>
    /// <param name="instance">One whose process runs; it is disposed of when the import fails.</param>
    /// <param name="log">Gets what is written meanwhile.</param>
    /// <param name="entered">When its sandbox was there, ns.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<StartOutcome> ImportAsync(Instance instance, InvocationLog log, long entered, CancellationToken cancellation)
    {
        try
        {
            var (failure, started, imported) = await instance.ImportAsync(LimitOf(instance.Request.Version), log, cancellation).ConfigureAwait(false);
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

    private static TimeSpan LimitOf(FunctionVersion version)
    {
        var timeout = TimeSpan.FromSeconds(version.TimeoutSeconds);
        return (timeout > LeastInit ? timeout : LeastInit) + (version.IsSnapStarted ? LongestRestore : TimeSpan.Zero);
    }

    /// <summary>The time by the clock that instances use, too, ns.</summary>
    public static long NowNs => MonotonicClock.NowNs;
}
