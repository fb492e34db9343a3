using System.Collections.Concurrent;

namespace Thaw.Hosting.Images;

/// <summary>Images that could not be made, or whose templates failed again and again, and when each may be tried again.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class ImageFailures
{
    // A template that lived longer than this was none that fails by itself.
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, FailedBuild> _failed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (FailedBuild? Pause, TimeSpan At)> _faults = new(StringComparer.Ordinal);

    /// <summary>The builds that failed, by the image's name.</summary>
    public IReadOnlyDictionary<string, FailedBuild> All => _failed;

    /// <summary>Whether an image may be made now.</summary>
    public bool MayBuild(string name, TimeSpan now) => !_failed.TryGetValue(name, out var before) || before.Until <= now;

    /// <summary>When the next of them may be tried again; null when none has to wait.</summary>
    public TimeSpan? NextTry(TimeSpan now) => _failed.Values.Where(failed => failed.Until > now).Select(failed => (TimeSpan?)failed.Until).Min();

    /// <summary>An image could not be made.</summary>
    public void NoteBuild(string name, string reason, TimeSpan now) => _failed[name] = FailedBuild.After(_failed.GetValueOrDefault(name), reason, now);

    /// <summary>An image was made.</summary>
    public void NoteSuccess(string name) => _failed.TryRemove(name, out _);

    /// <summary>A template ended or did not fork: it is made again at once; if that happens again soon, after pauses that become longer.</summary>
    public void NoteFault(string name, string reason, TimeSpan now)
    {
        var before = _faults.TryGetValue(name, out var last) && now - last.At < Memory ? last : ((FailedBuild?, TimeSpan)?)null;
        var pause = before is { } known ? FailedBuild.After(known.Item1, reason, now) : null;
        _faults[name] = (pause, now);
        if (pause is not null)
            _failed[name] = pause;
    }

    /// <summary>Forgets an image: somebody wants it tried now.</summary>
    public void Forget(string name)
    {
        _failed.TryRemove(name, out _);
        _faults.TryRemove(name, out _);
    }

    /// <summary>Forgets what is long over.</summary>
    public void Forget(TimeSpan now)
    {
        foreach (var name in _failed.Where(each => each.Value.Until + Memory < now).Select(each => each.Key))
            _failed.TryRemove(name, out _);
        foreach (var name in _faults.Where(each => each.Value.At + Memory < now).Select(each => each.Key))
            _faults.TryRemove(name, out _);
    }
}
