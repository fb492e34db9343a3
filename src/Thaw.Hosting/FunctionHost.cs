using Thaw.Hosting.Capture;
using Thaw.Hosting.Events;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Images;
using Thaw.Hosting.Instances;
using Thaw.Hosting.Invoking;
using Thaw.Hosting.Layers;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Logs;
using Thaw.Hosting.Roots;
using Thaw.Hosting.Runtimes;
using Thaw.Linux.Ownership;
using Thaw.Sandboxing;
using Thaw.Sandboxing.Launching;

namespace Thaw.Hosting;

/// <summary>A host of functions: what is deployed on one machine, and the instances that run it.</summary>
/// <remarks>Members may be called from any thread; DisposeAsync comes last. Only one host at a time uses a state folder.</remarks>
public sealed class FunctionHost : IAsyncDisposable
{
    private readonly SandboxLauncher _launcher;
    private readonly OwnershipLedger _ledger;
    private readonly FileStream _lock;
    private readonly FunctionLogs _logs;
    private readonly StoreCollector _collector;
    private int _disposed;

    private FunctionHost(FileStream stateLock, OwnershipLedger ledger, SandboxLauncher launcher, RuntimeCatalogue runtimes, HostSettings settings, TimeProvider time)
    {
        (_lock, _ledger, _launcher) = (stateLock, ledger, launcher);
        var functions = FunctionStore.Open(Path.Combine(settings.StateFolder, "functions"));
        var stores = HostStores.Open(settings.StateFolder, runtimes);
        _logs = new FunctionLogs(Path.Combine(settings.StateFolder, "logs"));
        var boot = new BootStrategy(launcher, stores.Files, settings, time);
        var records = new ImageRecords(Path.Combine(settings.StateFolder, "images"));
        Images = settings.ImageBytes > 0 && Environment.IsPrivilegedProcess ? ImagesOf(ledger, records, stores.Files, functions, runtimes, settings, time) : null;
        DependencyImages = new ImageService(Images, functions, runtimes);
        var pools = new InstancePools(
            Images is null ? [boot] : [new ForkStrategy(Images, boot, stores.Files, settings, time), boot], settings, time);
        Captured = EventCapture.Open(Path.Combine(settings.StateFolder, "captured"), settings, time);
        Invoker = new FunctionInvoker(pools, _logs, settings, time) { Captured = Captured };
        _collector = stores.Collector(functions, Invoker);
        Functions = new FunctionService(functions, stores.Maker(new SandboxPolicy(settings.ForwardablePorts, launcher.NoWayOut)), _collector, runtimes, Invoker, time)
        {
            Deployed = () => Images?.Replan(),
        };
        Code = stores.Code;
        Roots = stores.Files.Roots;
        Layers = new LayerService(stores.Layers, stores.Code, _collector, time);
        Logs = _logs;
        Events = EventQueue.Open(Path.Combine(settings.StateFolder, "events"), Functions, Invoker, _logs, settings, time);
        Damaged = [.. functions.Damaged, .. stores.Layers.Damaged, .. Events.Damaged, .. Captured.Damaged, .. records.Damaged is { } damaged ? [damaged] : Array.Empty<string>()];
        MissingLimits = launcher.MissingLimits;
        NoWayOut = launcher.NoWayOut;
        _collector.Collect();
        foreach (var function in Functions.All)
            Invoker.Changed(function);
    }

    /// <summary>Deploys, changes and lists functions.</summary>
    public FunctionService Functions { get; }

    /// <summary>Publishes and lists layers.</summary>
    public LayerService Layers { get; }

    /// <summary>Runs them.</summary>
    public FunctionInvoker Invoker { get; }

    /// <summary>Asynchronous events.</summary>
    public EventQueue Events { get; }

    /// <summary>Samples of the events that they get.</summary>
    public EventCapture Captured { get; }

    /// <summary>The zips of functions and layers.</summary>
    public CodeStore Code { get; }

    /// <summary>Root file systems of functions that do not use the host's /usr.</summary>
    public RootStore Roots { get; }

    /// <summary>What they wrote.</summary>
    public FunctionLogs Logs { get; }

    /// <summary>Deployed functions and events that could not be read, a line each.</summary>
    public IReadOnlyList<string> Damaged { get; }

    /// <summary>Says what it holds of dependency images, and has them made and deleted.</summary>
    public ImageService DependencyImages { get; }

    /// <summary>Dependency images; null when there are none.</summary>
    internal ImageStore? Images { get; }

    /// <summary>Which of memory, cpu and pids cannot be limited on this machine.</summary>
    public IReadOnlyList<string> MissingLimits { get; }

    /// <summary>Whether all functions are one user to the kernel, the one who started the host: it was not root.</summary>
    public bool IsOneUser { get; } = !Environment.IsPrivilegedProcess;

    /// <summary>Why functions can have no way out on this machine; null when they can.</summary>
    public string? NoWayOut { get; }

    /// <summary>Opens the state folder and starts the launcher of sandboxes.</summary>
    /// <param name="settings">How it works.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <exception cref="IOException">Another host has the state folder, or it cannot be used.</exception>
    /// <exception cref="SandboxException">There can be no sandboxes; the message says why.</exception>
    public static FunctionHost Start(HostSettings settings, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var state = Directory.CreateDirectory(settings.StateFolder).FullName;
        var stateLock = Lock(state);
        OwnershipLedger? ledger = null;
        try
        {
            var runtimes = RuntimeCatalogue.Create(Path.Combine(state, "runtime"), settings.CacheFolder, settings.Runtimes);
            ledger = OwnershipLedger.Open(StateFolder.Default);
            var launcher = SandboxLauncher.Start(ledger, new SandboxLauncherSettings
            {
                SharedFolders = runtimes.SharedFolders,
                Stock = settings.PreparedSandboxes,
                PlacedFolders = new Dictionary<string, string> { [RuntimeCatalogue.Place] = runtimes.Folder },
            });
            return new FunctionHost(stateLock, ledger, launcher, runtimes, settings with { StateFolder = state }, time ?? TimeProvider.System);
        }
        catch
        {
            ledger?.Dispose();
            stateLock.Dispose();
            throw;
        }
    }

    /// <summary>Lets what runs end, within the grace; then every process, mount and group of it goes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        Events.Stop();
        await Invoker.DisposeAsync().ConfigureAwait(false);
        await Events.DisposeAsync().ConfigureAwait(false);
        await Captured.DisposeAsync().ConfigureAwait(false);
        if (Images is not null)
            await Images.DisposeAsync().ConfigureAwait(false);
        _launcher.Dispose();
        _ledger.Dispose();
        _logs.Dispose();
        _collector.Dispose();
        await _lock.DisposeAsync().ConfigureAwait(false);
    }

    private static ImageStore ImagesOf(
        OwnershipLedger ledger, ImageRecords records, VersionFiles files, FunctionStore functions, RuntimeCatalogue runtimes, HostSettings settings, TimeProvider time)
    {
        var learnt = new LearntVersions(files, runtimes, records, time);
        var asked = new AskedImages(records, learnt);
        return new ImageStore(
            new ImageBuilder(ledger, files, runtimes, settings), new ImageFreshness(files, runtimes), learnt, asked,
            new ImagePlans(learnt, asked, () => functions.All, settings.ImageBytes), time);
    }

    private static FileStream Lock(string state)
    {
        try
        {
            // Not shared: the framework takes flock(2), which goes with the process.
            return new FileStream(Path.Combine(state, "host.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"{state}: another host uses this state folder; give another one with --state ({e.Message})", e);
        }
    }
}
