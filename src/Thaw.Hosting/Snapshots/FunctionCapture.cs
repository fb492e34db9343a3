using System.Net.Sockets;
using System.Text.Json;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Libraries;
using Thaw.Linux.Pipes;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Snapshots;
using Thaw.Snapshots.Capture;

namespace Thaw.Hosting.Snapshots;

/// <summary>Starts a function once more, for nobody, and captures it when its handler is imported.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class FunctionCapture(SandboxLauncher launcher, VersionFiles files, HostSettings settings, TimeProvider time)
{
    // As thaw_runtime.py knows it.
    private const string Capture = "capture";
    private static readonly TimeSpan LongestInit = TimeSpan.FromMinutes(2);

    private readonly StartSteps _steps = new(settings, time);

    /// <summary>
    /// Writes its images to a folder. Its own environment variables are not in them, unless it asks for one while it is imported, or cannot be
    /// imported without.
    /// </summary>
    /// <param name="request">The function.</param>
    /// <param name="makeFolder">Makes an empty folder for each attempt; the caller's.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The folder with the images.</returns>
    /// <exception cref="SnapshotException">It cannot be captured; the message says what is in the way.</exception>
    public async Task<string> CaptureAsync(InstanceRequest request, Func<string> makeFolder, CancellationToken cancellation)
    {
        if (request.Version.Sandbox.Services.Count > 0)
            throw new SnapshotException("programs run beside it, and are not captured with it");
        if (Runtimes.RuntimeCatalogue.Custom.Contains(request.Version.Runtime))
            throw new SnapshotException($"its runtime is a program of its own ({request.Version.Runtime})");
        try
        {
            return (request.Version.Environment.Count > 0 ? await TryAsync(request, makeFolder(), isWithOwn: false, cancellation).ConfigureAwait(false) : null)
                ?? await TryAsync(request, makeFolder(), isWithOwn: true, cancellation).ConfigureAwait(false)
                ?? throw new SnapshotException("unreachable: with its own variables there is nothing to try again for");
        }
        catch (Exception e) when (e is IOException or HostingException or TimeoutException or JsonException)
        {
            throw new SnapshotException(e.Message, e);
        }
    }

    /// <summary>Null when it needs its own variables and did not have them.</summary>
    private async Task<string?> TryAsync(InstanceRequest request, string folder, bool isWithOwn, CancellationToken cancellation)
    {
        var start = files.StartOf(request.Version);
        var settings = _steps.SandboxOf(request, files.Prepare(request.Version)) with { ShowsHostPrograms = start.NeedsHost };
        await using var sandbox = await launcher.CreateAsync(ProcessCapture.Prepare(settings, folder, request.UserId), cancellation).ConfigureAwait(false);
        var (output, theirs) = OutputPipe.Create();
        using (theirs)
        {
            // Read, so that it does not wait; what it says here, it said when it was booted.
            using var said = new OutputCapture(output);
            said.Turn(null);
            var bare = isWithOwn ? request : request with { Version = request.Version with { Environment = new Dictionary<string, string>() } };
            string[] arguments = [.. start.Interpreter, "-S", "-s", "-B", start.Script, Capture];
            var process = await sandbox.StartAsync(
                new SandboxProgram(arguments, _steps.EnvironmentOf(bare), request.UserId) { Descriptors = [theirs], IsCaptured = true }, cancellation).ConfigureAwait(false);
            using var end = process.Channel!;
            using var channel = new InstanceChannel(new Socket(new SafeSocketHandle(end.DangerousGetHandle(), ownsHandle: false)));
            var answer = await channel.ReceiveAsync(cancellation).WaitAsync(LongestInit, time, cancellation).ConfigureAwait(false);
            if (answer is not { Kind: InstanceChannel.Imported })
                return isWithOwn ? throw new SnapshotException("its handler cannot be imported") : null;
            var report = JsonSerializer.Deserialize(answer.Value.Body, CaptureReportJson.Default.CaptureReport)!;
            if (!isWithOwn && report.AsksFor(request.Version.Environment.Keys))
                return null;
            if (report.Obstacles is [var first, ..])
                throw new SnapshotException($"{first} is in the way");
            await ProcessCapture.CaptureAsync(sandbox, process, theirs, request.UserId, start.Interpreter, folder, cancellation).ConfigureAwait(false);
            return folder;
        }
    }
}
