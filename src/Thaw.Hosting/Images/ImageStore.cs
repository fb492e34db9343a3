using System.Collections.Concurrent;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Libraries;
using Thaw.Hosting.Runtimes;
using Thaw.Sandboxing;

namespace Thaw.Hosting.Images;

/// <summary>The images that a host holds: learns from boots which to hold, makes them, and says which suits a version.</summary>
/// <remarks>
/// Members may be called from any thread; DisposeAsync comes after that of all instances. Images are made one at a time, in the
/// background.
/// </remarks>
internal sealed class ImageStore(
    ImageBuilder builder, VersionFiles files, RuntimeCatalogue runtimes, HostSettings settings, Func<IReadOnlyList<FunctionVersion>> versions, TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, LiveImage> _live = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LearntStart> _learnt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModulePlaces> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StartRate> _rates = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FailedBuild> _failed = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> _ending = [];
    private readonly SemaphoreSlim _building = new(1, 1);
    private readonly CancellationTokenSource _over = new();
    private Task _planning = Task.CompletedTask;
    private int _isPlanned;

    /// <summary>Whether a boot of a version should tell what it loads.</summary>
    public bool WantsToLearn(FunctionVersion version) =>
        !RuntimeCatalogue.Custom.Contains(version.Runtime) && version.Sandbox.RootFs.Length == 0 && !_learnt.ContainsKey(version.RevisionId);

    /// <summary>The image with the most modules that suits a version; null when none does.</summary>
    public LiveImage? Find(FunctionVersion version)
    {
        if (!_learnt.TryGetValue(version.RevisionId, out var learnt))
            return null;
        LiveImage? best = null;
        foreach (var image in _live.Values)
        {
            if (!image.CanFork)
                Replan();
            else if (image.Built.Spec.Modules.Count > (best?.Built.Spec.Modules.Count ?? -1) && WhyNot(image, learnt) is null)
                best = image;
        }
        return best;
    }

    /// <summary>Why a version gets none at all.</summary>
    public string WhyNone(FunctionVersion version)
    {
        if (RuntimeCatalogue.Custom.Contains(version.Runtime))
            return "it runs a program of its own";
        if (version.Sandbox.RootFs.Length > 0)
            return "it has a root file system of its own";
        if (!_learnt.TryGetValue(version.RevisionId, out var learnt))
            return "it has not been started yet";
        // Of the image that has the most of what it loads.
        var nearest = Live.Where(image => image.CanFork).MaxBy(image => image.Built.Spec.Modules.Count(learnt.Modules.Contains));
        return nearest is null ? "there is no image yet" : WhyNot(nearest, learnt) ?? "its image was made just now";
    }

    /// <summary>Why a version does not get an image; null when it could.</summary>
    public string? WhyNot(LiveImage image, LearntStart learnt) =>
        image.Fits.GetOrAdd(learnt.Version.RevisionId, _ => FindOut(image, learnt));

    /// <summary>Takes in what a boot has shown, and plans anew.</summary>
    public void Learn(FunctionVersion version, IReadOnlyList<string> modules, double runtimeMs, double importMs)
    {
        var places = PlacesOf(version);
        var known = modules.Where(name => places.IsFromLibraries(name.Split('.')[0]) is not null)
            .Select(name => new ImageModule(name, places.NumberOfModule(name.Split('.')[0]))).ToList();
        if (_learnt.TryAdd(version.RevisionId, new LearntStart(version, known, runtimeMs, importMs)))
            Replan();
    }

    /// <summary>Counts a cold start.</summary>
    public void NoteStart(FunctionVersion version) => _rates.GetOrAdd(version.RevisionId, _ => new StartRate()).Add(time.GetElapsedTime(0));

    /// <summary>A fork failed that a boot then did without.</summary>
    public void NoteFailure(LiveImage image, FunctionVersion version, string why)
    {
        // An image that has ended is made again, and may suit better then.
        image.Fits[version.RevisionId] = why;
        if (!image.CanFork)
            Replan();
    }

    /// <summary>What is held, and what would be.</summary>
    public HostPlan Plan() => HostPlan.Make(
        [.. _learnt.Values.Select(learnt => (learnt, RateOf(learnt.Version)))], settings.ImageBytes, [.. Live.Select(image => (image.Built.Spec, image.Bytes))]);

    /// <summary>What is held.</summary>
    public IReadOnlyList<LiveImage> Live => [.. _live.Values];

    /// <summary>Builds that failed, and why, by the image's name.</summary>
    public IReadOnlyDictionary<string, FailedBuild> Failed => _failed;

    /// <summary>Makes the image with all that a version loads, if it is not there; nothing happens when it cannot be made.</summary>
    public async Task BuildForAsync(FunctionVersion version, CancellationToken cancellation)
    {
        if (!_learnt.TryGetValue(version.RevisionId, out var learnt))
            return;
        await _building.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            DropEnded();
            await BuildAsync(learnt.Whole, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _building.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _planning.ConfigureAwait(false);
        await _building.WaitAsync().ConfigureAwait(false);
        foreach (var name in _live.Keys)
            Drop(name);
        await Task.WhenAll(_ending).ConfigureAwait(false);
        _over.Dispose();
    }

    private string? FindOut(LiveImage image, LearntStart learnt)
    {
        if (!learnt.Loads(image.Built.Spec))
            return "it does not load all of its modules";
        // What the image has is charged to the template; a function without room for anything of its own would fail in another way than usual.
        return image.AnonymousBytes > ((long)learnt.Version.MemoryMb << 20) / 2
            ? $"the image takes more than half of its {learnt.Version.MemoryMb} MB"
            : ImageFit.WhyNot(image.Built, learnt.Version, PlacesOf(learnt.Version));
    }

    private ModulePlaces PlacesOf(FunctionVersion version) => _places.GetOrAdd(
        version.RevisionId, _ => new ModulePlaces(files.Prepare(version), runtimes.Find(version.Runtime)!.MinorVersion));

    private double RateOf(FunctionVersion version) => _rates.TryGetValue(version.RevisionId, out var rate) ? rate.PerMinute(time.GetElapsedTime(0)) : 0;

    private void Replan()
    {
        // One that has not begun yet sees everything.
        if (Interlocked.Exchange(ref _isPlanned, 1) == 1)
            return;
        lock (_rates)
            _planning = _planning.ContinueWith(_ => ApplyAsync(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Ends what the plan has no place for, and makes what is missing, one after another.</summary>
    private async Task ApplyAsync()
    {
        Volatile.Write(ref _isPlanned, 0);
        if (_over.IsCancellationRequested)
            return;
        await _building.WaitAsync().ConfigureAwait(false);
        try
        {
            Forget();
            DropEnded();
            var wanted = Plan().Images;
            foreach (var name in _live.Keys.Except(wanted.Select(image => image.Spec.Name)).ToList())
                Drop(name);
            foreach (var image in wanted)
                await BuildAsync(image.Spec, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _building.Release();
        }
    }

    private async Task BuildAsync(ImageSpec spec, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellation);
        if (_live.ContainsKey(spec.Name) || _over.IsCancellationRequested || (_failed.TryGetValue(spec.Name, out var before) && before.Until > time.GetElapsedTime(0)))
            return;
        try
        {
            _live[spec.Name] = await builder.BuildAsync(spec, either.Token).ConfigureAwait(false);
            _failed.TryRemove(spec.Name, out _);
        }
        catch (Exception e) when (e is SandboxException or IOException or HostingException or UnauthorizedAccessException)
        {
            _failed[spec.Name] = FailedBuild.After(_failed.GetValueOrDefault(spec.Name), e.Message, time.GetElapsedTime(0));
        }
        catch (OperationCanceledException)
        {
            // The host ends, or nobody waits for it any more.
        }
    }

    /// <summary>Forgets versions that are no more.</summary>
    private void Forget()
    {
        var there = versions().Select(version => version.RevisionId).ToHashSet();
        foreach (var revision in _learnt.Keys.Where(revision => !there.Contains(revision)))
        {
            _learnt.TryRemove(revision, out _);
            _places.TryRemove(revision, out _);
            _rates.TryRemove(revision, out _);
        }
    }

    private void DropEnded()
    {
        foreach (var (name, image) in _live)
        {
            if (!image.CanFork)
                Drop(name);
        }
    }

    private void Drop(string name)
    {
        if (_live.TryRemove(name, out var image))
            _ending.Add(image.DisposeAsync().AsTask());
    }
}
