using Thaw.Hosting.Instances;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;
using Thaw.Images.Templates;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Ownership;
using Thaw.Linux.Pipes;
using Thaw.Linux.Processes;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Images;

/// <summary>Starts the template of an image.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class ImageBuilder(OwnershipLedger ledger, VersionFiles files, RuntimeCatalogue runtimes, HostSettings settings, TimeProvider time)
{
    // The users of functions are FunctionStore's, from 2,000,000,000 on; a template is none of them.
    private const uint TemplateUser = 1_999_999_999;
    private const string Users = "1999999999 1999999999 1\n2000000000 2000000000 147000000\n";
    private const string Place = "/var/template";
    private const int MostProcesses = 256;

    private static readonly TimeSpan LongestBuild = TimeSpan.FromMinutes(5);

    /// <summary>Builds an image.</summary>
    /// <exception cref="SandboxException">It cannot be, or a process with its modules cannot be forked; the message says why.</exception>
    /// <exception cref="IOException">Its files cannot be read.</exception>
    /// <exception cref="HostingException">As for <see cref="VersionFiles.Prepare"/>.</exception>
    public async Task<LiveImage> BuildAsync(ImageSpec spec, CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(LongestBuild);
        try
        {
            var (image, threaded) = await BuildAsync(spec, null, late.Token).ConfigureAwait(false);
            return image ?? (await BuildAsync(spec, threaded, late.Token).ConfigureAwait(false)).Image
                ?? throw new SandboxException("unreachable: the second attempt says why");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SandboxException($"its modules are not initialised after {LongestBuild.TotalMinutes:0} minutes");
        }
    }

    /// <summary>No image when it has threads, which libraries can be told not to start: then the modules that started some.</summary>
    /// <param name="spec">What it is to hold.</param>
    /// <param name="threaded">Those modules; null: libraries may start what they like.</param>
    /// <param name="cancellation">Ends it.</param>
    private async Task<(LiveImage? Image, IReadOnlyList<string> Threaded)> BuildAsync(ImageSpec spec, IReadOnlyList<string>? threaded, CancellationToken cancellation)
    {
        var isWithoutPools = threaded is not null;
        IReadOnlyList<string> started;
        var begin = MonotonicClock.NowNs;
        var folders = files.Prepare(spec.Source);
        var interpreter = runtimes.Prepare(spec.Runtime)!.Executable;
        var launcher = SandboxLauncher.Start(ledger, Launcher());
        Template? template = null;
        try
        {
            template = await StartAsync(spec, launcher, interpreter, folders, isWithoutPools, cancellation).ConfigureAwait(false);
            var isSingle = template.Content.Threads == 1;
            started = WhoStarted(template.Content);
            if (!isSingle && isWithoutPools)
                throw new SandboxException($"{(started.Count > 0 ? started[0] : "a library")} starts threads, and a process with threads cannot be forked");
            if (isSingle)
            {
                var built = Describe(spec, template.Content, folders) with { StartedThreads = threaded ?? [] };
                return (new LiveImage(built, launcher, template, (MonotonicClock.NowNs - begin) / 1e6, settings.PreparedForks, time), []);
            }
        }
        catch
        {
            await EndAsync().ConfigureAwait(false);
            throw;
        }
        await EndAsync().ConfigureAwait(false);
        return (null, started);

        async Task EndAsync()
        {
            if (template is not null)
                await template.DisposeAsync().ConfigureAwait(false);
            launcher.Dispose();
        }
    }

    private SandboxLauncherSettings Launcher() => new()
    {
        SharedFolders = runtimes.SharedFolders,
        Stock = settings.PreparedSandboxes,
        UsualLimits = StartSteps.UsualLimits,
        Users = Users,
        PlacedFolders = new Dictionary<string, string>
        {
            [RuntimeCatalogue.Place] = runtimes.Folder,
            [Place] = Path.Combine(AppContext.BaseDirectory, "template"),
        },
    };

    private async Task<Template> StartAsync(
        ImageSpec spec, SandboxLauncher launcher, string interpreter, VersionFolders folders, bool isWithoutPools, CancellationToken cancellation)
    {
        // No function's code: an empty folder in its place.
        var nothing = Directory.CreateDirectory(Path.Combine(settings.StateFolder, "empty")).FullName;
        var sandbox = await launcher.CreateForTemplateAsync(
            new SandboxSettings(nothing) { LibrariesFolder = folders.Libraries, Limits = new ControlGroupLimits(settings.ImageBytes, 2, MostProcesses) },
            cancellation).ConfigureAwait(false);
        var (output, theirs) = OutputPipe.Create();
        using (theirs)
        {
            // What libraries say while they are imported is nobody's; it is read, so that none of them waits.
            new OutputCapture(output).Turn(null);
            var environment = InstanceEnvironment.OfRuntime(spec.Runtime);
            foreach (var (name, value) in isWithoutPools ? BuiltImage.PoolsOff : new Dictionary<string, string>())
                environment[name] = value;
            var what = new TemplateSettings(
                interpreter, Place + "/thaw_template.py", RuntimeCatalogue.Place, [.. spec.Modules.Select(module => module.Name)], TemplateUser, theirs)
            { Environment = environment };
            return await Template.StartAsync(sandbox, what, cancellation).ConfigureAwait(false);
        }
    }

    private static BuiltImage Describe(ImageSpec spec, TemplateContent content, VersionFolders folders)
    {
        var loaded = content.Loaded.Select(module => module.File).Where(file => file.Length > 0).Distinct();
        var numbers = loaded.ToDictionary(file => file, file => Linux.Files.HardLink.NumberOf(Path.Combine(folders.Libraries!, file)) ?? 0);
        return new BuiltImage(spec, content, numbers, InstanceEnvironment.OfRuntime(spec.Runtime));
    }

    private static IReadOnlyList<string> WhoStarted(TemplateContent content) =>
        [.. content.Modules.Where(module => module.Threads > 0).Select(module => module.Module)];
}
