using System.Collections.Concurrent;
using System.Text;
using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Logs;

/// <summary>What functions wrote, a file each, of limited size: the older half goes first.</summary>
/// <remarks>Members may be called from any thread. Not synced: a log is no state.</remarks>
public sealed class FunctionLogs : IDisposable
{
    private const string Older = ".old";
    private readonly ConcurrentDictionary<string, Entry> _open = new(StringComparer.Ordinal);
    private readonly string _folder;
    private readonly long _mostBytes;

    /// <summary>Opens the folder; creates it when missing, closed to others.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mostBytes">How much is kept of a function, in two files of half of it.</param>
    public FunctionLogs(string folder, long mostBytes = 16 << 20)
    {
        _folder = Directory.CreateDirectory(folder, CodeStore.OwnersOnly).FullName;
        _mostBytes = mostBytes;
    }

    /// <summary>Adds what one invocation wrote. Where it cannot be written (a full disk, say), the log says later how much is missing.</summary>
    public void Add(string function, ReadOnlySpan<byte> text) => _open.GetOrAdd(function, name => new Entry(PathOf(name), _mostBytes / 2)).Add(text);

    /// <summary>What is kept of a function from a position on; positions count all that it ever wrote in the life of its newest file.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="from">The position; negative: that many bytes from the end.</param>
    /// <returns>The text, and the position after it.</returns>
    public (byte[] Text, long Next) Read(string function, long from)
    {
        var text = new[] { PathOf(function) + Older, PathOf(function) }.Where(File.Exists).SelectMany(ReadShared).ToArray();
        var start = from < 0 ? Math.Max(0, text.Length + from) : Math.Min(from, text.Length);
        return (text[(int)start..], text.Length);
    }

    /// <summary>Removes what is kept of a function.</summary>
    public void Remove(string function)
    {
        if (_open.TryRemove(function, out var entry))
            entry.Dispose();
        File.Delete(PathOf(function));
        File.Delete(PathOf(function) + Older);
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (var entry in _open.Values)
            entry.Dispose();
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private string PathOf(string function) => Path.Combine(_folder, function + ".log");

    private sealed class Entry(string path, long mostBytes) : IDisposable
    {
        private readonly Lock _gate = new();
        private FileStream? _file;
        private bool _closed;
        private long _missing;

        public void Add(ReadOnlySpan<byte> text)
        {
            lock (_gate)
            {
                if (_closed)
                    return;
                try
                {
                    if (_missing > 0)
                        Write(Encoding.UTF8.GetBytes($"[thaw: {_missing} bytes could not be written here]\n"));
                    _missing = 0;
                    Write(text);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // The invocation went well, and its caller gets the end of its log.
                    _missing += text.Length;
                }
            }
        }

        private void Write(ReadOnlySpan<byte> text)
        {
            _file ??= Open();
            if (_file.Length + text.Length > mostBytes && _file.Length > 0)
            {
                _file.Dispose();
                _file = null;
                File.Move(path, path + Older, overwrite: true);
                _file = Open();
            }
            _file.Write(text);
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _closed = true;
                _file?.Dispose();
            }
        }

        // Without a buffer of ours: what was added can be read at once.
        private FileStream Open() => new(path, new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
    }
}
