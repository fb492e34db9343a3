using System.Collections.Concurrent;
using Thaw.Hosting.Functions;
using Thaw.Sandboxing;

namespace Thaw.Hosting.Images;

/// <summary>The images that a host holds: those that were asked for, and those that are worth their memory by what boots have shown; and which one suits a version.</summary>
/// <remarks>
/// Members may be called from any thread; DisposeAsync comes after that of all instances. Images are made one at a time, in the
/// background.
/// </remarks>
internal sealed class ImageStore : IAsyncDisposable
{
    // How often starts become rarer or more frequent is a matter of minutes.
    private static readonly TimeSpan PlanPeriod = TimeSpan.FromMinutes(1);

    // To look whether files are what they were takes some ms for an image of a thousand.
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, LiveImage> _live = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ulong?> _states = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> _ending = [];
    private readonly ImageFailures _failures = new();
    private readonly SemaphoreSlim _building = new(1, 1);
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();
    private readonly ImageBuilder _builder;
    private readonly ImageFreshness _freshness;
    private readonly TimeProvider _time;
    private Task _working = Task.CompletedTask;
    private int _isScheduled;
    private int _isOutdated;
    private long _lookAt;
    private TimeSpan _planAt;

    public ImageStore(ImageBuilder builder, ImageFreshness freshness, LearntVersions learnt, AskedImages asked, ImagePlans plans, TimeProvider time)
    {
        (_builder, _freshness, _time) = (builder, freshness, time);
        (Learnt, Asked, Plans) = (learnt, asked, plans);
        Replan();
    }

    /// <summary>What is known of versions.</summary>
    public LearntVersions Learnt { get; }

    /// <summary>What was asked for by hand.</summary>
    public AskedImages Asked { get; }

    /// <summary>What is wanted.</summary>
    public ImagePlans Plans { get; }

    /// <summary>What is held.</summary>
    public IReadOnlyList<LiveImage> Live => [.. _live.Values];

    /// <summary>Builds that failed, and why, by the image's name.</summary>
    public IReadOnlyDictionary<string, FailedBuild> Failed => _failures.All;

    /// <summary>Whether a boot of a version should tell what it loads.</summary>
    public bool WantsToLearn(FunctionVersion version) => Learnt.Wants(version);

    /// <summary>The image with the most modules that suits a version; null when none does.</summary>
    public LiveImage? Find(FunctionVersion version)
    {
        if (Learnt.Find(version) is not { } learnt)
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
        if (LearntVersions.WhyNever(version) is { } why)
            return why;
        if (Learnt.Find(version) is not { } learnt)
            return "it has not been started yet";
        // Of the image that has the most of what it loads.
        var nearest = Live.Where(image => image.CanFork).MaxBy(image => image.Built.Spec.Modules.Count(learnt.Loads));
        return nearest is null ? "there is no image yet" : WhyNot(nearest, learnt) ?? "its image was made just now";
    }

    /// <summary>Why a version does not get an image; null when it could.</summary>
    public string? WhyNot(LiveImage image, LearntStart learnt) =>
        image.Fits.GetOrAdd(learnt.Version.RevisionId, _ => FindOut(image, learnt));

    /// <summary>Takes in what a boot has shown, and plans anew.</summary>
    public void Learn(FunctionVersion version, IReadOnlyList<string> modules, double runtimeMs, double importMs)
    {
        if (!Learnt.Learn(version, modules, runtimeMs, importMs))
            return;
        Asked.Allow(modules);
        // What it declares may suit an image that has other modules than those.
        foreach (var image in _live.Values)
            image.Fits.TryRemove(version.RevisionId, out _);
        Replan();
    }

    /// <summary>Counts a cold start, and now and then looks whether everything is as it should be.</summary>
    public void NoteStart(FunctionVersion version)
    {
        Learnt.NoteStart(version);
        if (Now.Ticks >= Volatile.Read(ref _lookAt))
            Schedule();
    }

    /// <summary>A fork failed that a boot then did without: this version gets this image no more.</summary>
    public void NoteFailure(LiveImage image, FunctionVersion version, string why)
    {
        // An image that has ended is made again, and may suit better then.
        image.Fits[version.RevisionId] = why;
        if (!image.CanFork)
            Replan();
    }

    /// <summary>A template did not fork, which is no version's fault: it is made again.</summary>
    public void NoteFault(LiveImage image, string why)
    {
        if (_live.TryRemove(new KeyValuePair<string, LiveImage>(image.Built.Spec.Name, image)))
        {
            _failures.NoteFault(image.Built.Spec.Name, why, Now);
            _ending.Add(image.DisposeAsync().AsTask());
        }
        Replan();
    }

    /// <summary>Plans anew: something was deployed, or asked for.</summary>
    public void Replan()
    {
        Volatile.Write(ref _isOutdated, 1);
        Schedule();
    }

    /// <summary>Makes the image with all that a version loads or declares, if it is not there; nothing happens when it cannot be made.</summary>
    public async Task BuildForAsync(FunctionVersion version, CancellationToken cancellation)
    {
        if ((Learnt.DeclaredOf(version) ?? Learnt.Find(version)?.Whole) is { } spec)
            await BuildNowAsync(spec, isRequested: version.Image.Length > 0, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes an image, if it is not there, and waits for it.</summary>
    /// <returns>Null when it could not be made.</returns>
    public async Task<LiveImage?> BuildNowAsync(ImageSpec spec, bool isRequested, CancellationToken cancellation)
    {
        await _building.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            DropEnded();
            await BuildAsync(spec, isRequested, cancellation).ConfigureAwait(false);
            return _live.GetValueOrDefault(spec.Name);
        }
        finally
        {
            _building.Release();
        }
    }

    /// <summary>Asks for an image no more, and ends it; instances that were forked from it go on.</summary>
    /// <returns>False when there is none of this name.</returns>
    public bool Delete(string name)
    {
        var spec = _live.GetValueOrDefault(name)?.Built.Spec ?? Plans.Wanted(Live).Select(image => image.Spec).FirstOrDefault(spec => spec.Name == name);
        if (spec is null)
            return false;
        Asked.Delete(spec);
        Drop(name);
        Replan();
        return true;
    }

    /// <summary>Has an image tried now that failed before.</summary>
    public void Retry(string name) => _failures.Forget(name);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        Task working;
        lock (_gate)
            working = _working;
        await working.ConfigureAwait(false);
        await _building.WaitAsync().ConfigureAwait(false);
        foreach (var name in _live.Keys)
            Drop(name);
        await Task.WhenAll(_ending).ConfigureAwait(false);
        TryRecord();
        _over.Dispose();
    }

    private TimeSpan Now => _time.GetElapsedTime(0);

    private string? FindOut(LiveImage image, LearntStart learnt)
    {
        if (learnt.Version.Runtime == image.Built.Spec.Runtime && learnt.Lacks(image.Built.Spec) is { } lacking)
            return $"it does not load {lacking}, or another one";
        // What the image has is charged to the template; a function without room for anything of its own would fail in another way than usual.
        return image.AnonymousBytes > ((long)learnt.Version.MemoryMb << 20) / 2
            ? $"the image takes more than half of its {learnt.Version.MemoryMb} MB"
            : ImageFit.WhyNot(image.Built, learnt.Version, Learnt.PlacesOf(learnt.Version));
    }

    private void Schedule()
    {
        // One that has not begun yet sees everything.
        if (Interlocked.Exchange(ref _isScheduled, 1) == 1)
            return;
        lock (_gate)
            _working = _working.ContinueWith(_ => WorkAsync(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
    }

    private async Task WorkAsync()
    {
        Volatile.Write(ref _isScheduled, 0);
        if (_over.IsCancellationRequested)
            return;
        await _building.WaitAsync().ConfigureAwait(false);
        try
        {
            var isOutdated = Interlocked.Exchange(ref _isOutdated, 0) == 1;
            isOutdated |= DropEnded() | DropChanged();
            if (isOutdated || Now >= _planAt)
                await HoldAsync().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _lookAt, (Now + LookPeriod).Ticks);
            _building.Release();
        }
    }

    /// <summary>Ends what neither was asked for nor is worth its memory, and makes what is missing, one after another.</summary>
    private async Task HoldAsync()
    {
        _failures.Forget(Now);
        Learnt.Recall(Plans.Versions);
        var wanted = Plans.Wanted(Live);
        foreach (var name in _live.Keys.Except(wanted.Select(image => image.Spec.Name)).ToList())
            Drop(name);
        TryRecord();
        foreach (var (spec, isRequested) in wanted)
            await BuildAsync(spec, isRequested, CancellationToken.None).ConfigureAwait(false);
        _planAt = Now + PlanPeriod;
        if (_failures.NextTry(Now) is { } next && next < _planAt)
            _planAt = next;
    }

    private async Task BuildAsync(ImageSpec spec, bool isRequested, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellation);
        if (_live.ContainsKey(spec.Name) || _over.IsCancellationRequested || !_failures.MayBuild(spec.Name, Now))
            return;
        try
        {
            var image = await _builder.BuildAsync(spec, either.Token).ConfigureAwait(false);
            if (isRequested && Plans.WhyRefused(image, Live) is { } why)
            {
                await image.DisposeAsync().ConfigureAwait(false);
                throw new SandboxException(why);
            }
            _states[spec.Name] = _freshness.StateOf(image.Built);
            _live[spec.Name] = image;
            _failures.NoteSuccess(spec.Name);
        }
        catch (Exception e) when (e is SandboxException or IOException or HostingException or UnauthorizedAccessException)
        {
            _failures.NoteBuild(spec.Name, e.Message, Now);
        }
        catch (OperationCanceledException)
        {
            // The host ends, or nobody waits for it any more.
        }
    }

    /// <returns>Whether there were any.</returns>
    private bool DropEnded()
    {
        var ended = _live.Where(each => !each.Value.CanFork).ToList();
        foreach (var (name, _) in ended)
        {
            Drop(name);
            _failures.NoteFault(name, "its template ended", Now);
        }
        return ended.Count > 0;
    }

    /// <returns>Whether files of any have changed.</returns>
    private bool DropChanged()
    {
        var changed = _live.Where(each => _freshness.StateOf(each.Value.Built) != _states.GetValueOrDefault(each.Key)).Select(each => each.Key).ToList();
        changed.ForEach(Drop);
        return changed.Count > 0;
    }

    private void Drop(string name)
    {
        if (_live.TryRemove(name, out var image))
            _ending.Add(image.DisposeAsync().AsTask());
    }

    private void TryRecord()
    {
        try
        {
            Learnt.Record();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: what is not written down is learnt again.
        }
    }
}
