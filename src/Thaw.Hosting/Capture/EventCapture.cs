using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Capture;

/// <summary>An event that stands for others like it.</summary>
/// <param name="Json">JSON, without secrets.</param>
/// <param name="Weight">For how many events it stands; above 0.</param>
public sealed record CapturedEvent(string Json, double Weight);

/// <summary>Keeps a few of the events that functions get, without secrets, so that they can be profiled with what really comes.</summary>
/// <remarks>
/// A file for each function, closed to others, written some seconds after a change: a host that is killed forgets the last ones. Members may
/// be called from any thread; DisposeAsync comes last.
/// </remarks>
public sealed class EventCapture : IAsyncDisposable
{
    private const string Extension = ".json";
    private const string Schema = "thaw.captured";
    private const int Version = 1;

    // What an event may have to be kept, bytes; a few dozen of each function are in memory.
    private const int LargestEvent = 256 << 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<string> _damaged = new(StringComparer.Ordinal);
    private readonly HostSettings _settings;
    private readonly string _folder;
    private readonly Task _writing;

    private EventCapture(string folder, HostSettings settings, TimeProvider time)
    {
        (_folder, _settings) = (folder, settings);
        Damaged = [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(Load).OfType<string>()];
        _writing = settings.CapturedEvents > 0 ? WriteAsync(time) : Task.CompletedTask;
    }

    /// <summary>Files that could not be read, a line each; they stay as they are.</summary>
    public IReadOnlyList<string> Damaged { get; }

    internal static EventCapture Open(string folder, HostSettings settings, TimeProvider time)
    {
        Directory.CreateDirectory(folder, CodeStore.OwnersOnly);
        return new EventCapture(folder, settings, time);
    }

    /// <summary>What was kept of a function's events, the most frequent first.</summary>
    /// <param name="function">The function's name.</param>
    public IReadOnlyList<CapturedEvent> Of(string function)
    {
        if (!_entries.TryGetValue(function, out var entry))
            return [];
        lock (entry)
            return [.. entry.Sample.Shapes.SelectMany(shape => shape.Events.Select(json => new CapturedEvent(json, (double)shape.Seen / shape.Events.Count)))];
    }

    /// <summary>Counts an event, and keeps it if its turn has come.</summary>
    internal void Add(string function, ReadOnlyMemory<byte> json)
    {
        if (_settings.CapturedEvents == 0 || json.Length > LargestEvent || _damaged.Contains(function))
            return;
        using var document = JsonDocument.Parse(json);
        try
        {
            var shape = EventShape.Of(document.RootElement);
            var entry = _entries.GetOrAdd(function, _ => new Entry(Math.Max(1, _settings.CapturedEvents)));
            lock (entry)
            {
                entry.Sample.Add(shape, () => EventRedaction.Apply(document.RootElement, _settings.Redaction));
                entry.IsDirty = true;
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which JSON may hold and a text may not: such an event is no sample.
        }
    }

    /// <summary>Forgets a function.</summary>
    internal void Remove(string function)
    {
        if (!_entries.TryRemove(function, out var entry))
            return;
        lock (entry.Writing)
        {
            entry.IsRemoved = true;
            File.Delete(PathOf(function));
        }
    }

    /// <summary>Writes what is not on the disk yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        WriteChanged();
        _ending.Dispose();
    }

    private string? Load(string path)
    {
        var function = Path.GetFileNameWithoutExtension(path);
        try
        {
            var shapes = JsonSerializer.Deserialize(ChecksummedFile.Read(path, Schema, Version), CaptureJson.Default.IReadOnlyListSampledShape)!;
            var entry = new Entry(Math.Max(_settings.CapturedEvents, shapes.Sum(shape => shape.Events.Count)));
            entry.Sample.Load(shapes);
            _entries[function] = entry;
            return null;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            _damaged.Add(function);
            return e is JsonException ? $"{path}: no captured events: {e.Message}" : e.Message;
        }
    }

    private async Task WriteAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false))
                WriteChanged();
        }
        catch (OperationCanceledException)
        {
            // The host ends.
        }
    }

    private void WriteChanged()
    {
        foreach (var (function, entry) in _entries)
        {
            lock (entry.Writing)
            {
                if (!entry.IsRemoved && entry.TakeChanged() is { } shapes && !TryWrite(PathOf(function), shapes))
                    entry.IsDirty = true;
            }
        }
    }

    private static bool TryWrite(string path, IReadOnlyList<SampledShape> shapes)
    {
        try
        {
            ChecksummedFile.Write(path, Schema, Version, JsonSerializer.SerializeToUtf8Bytes(shapes, CaptureJson.Default.IReadOnlyListSampledShape));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, say: samples are no reason to hinder anybody, and it is tried again.
            return false;
        }
    }

    private string PathOf(string function) => Path.Combine(_folder, function + Extension);

    /// <summary>What belongs to one function. The lock on the entry is for its sample, and nobody waits for the disk under it.</summary>
    private sealed class Entry(int most)
    {
        private volatile bool _isDirty;

        public EventSample Sample { get; } = new(most, Random.Shared);

        /// <summary>Held while the file is written or deleted; taken before the lock on the entry.</summary>
        public Lock Writing { get; } = new();

        public bool IsDirty
        {
            get => _isDirty;
            set => _isDirty = value;
        }

        public bool IsRemoved { get; set; }

        /// <summary>What is kept, if it changed since the last time.</summary>
        public IReadOnlyList<SampledShape>? TakeChanged()
        {
            lock (this)
            {
                if (!IsDirty)
                    return null;
                IsDirty = false;
                return Sample.Shapes;
            }
        }
    }
}

/// <summary>The file's JSON, made without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<SampledShape>))]
internal sealed partial class CaptureJson : JsonSerializerContext;
