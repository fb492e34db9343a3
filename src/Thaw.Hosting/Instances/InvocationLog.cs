using System.Buffers;
using System.Text;

namespace Thaw.Hosting.Instances;

/// <summary>What one invocation wrote, its first part and its end when it is long.</summary>
/// <remarks>Members may be called from any thread.</remarks>
public sealed class InvocationLog
{
    /// <summary>How much of the end a caller can ask for with the answer, bytes; AWS's 4 KB.</summary>
    public const int TailBytes = 4096;

    private const int MostBytes = 256 * 1024;
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _first = new();
    private readonly byte[] _last = new byte[TailBytes];
    private long _length;

    /// <summary>Adds a line of the host's own.</summary>
    public void AddLine(string line)
    {
        lock (_gate)
        {
            // The function's own last line may lack its end.
            if (_length > 0 && _last[(_length - 1) % TailBytes] != '\n')
                Add("\n"u8);
            Add(Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    /// <summary>Adds output as it came.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            var room = (int)Math.Min(bytes.Length, MostBytes - _first.WrittenCount);
            _first.Write(bytes[..room]);
            var end = bytes[Math.Max(0, bytes.Length - TailBytes)..];
            var at = (_length + bytes.Length - end.Length) % TailBytes;
            foreach (var one in end)
            {
                _last[at] = one;
                at = (at + 1) % TailBytes;
            }
            _length += bytes.Length;
        }
    }

    /// <summary>The last 4 KB.</summary>
    public byte[] Tail()
    {
        lock (_gate)
        {
            if (_length <= TailBytes)
                return _last[..(int)_length];
            var start = (int)(_length % TailBytes);
            return [.. _last[start..], .. _last[..start]];
        }
    }

    /// <summary>All of it; of a very long one the first 256 KiB, a line that says how much is missing, and the end.</summary>
    public byte[] ToArray()
    {
        lock (_gate)
        {
            var missing = _length - _first.WrittenCount - TailBytes;
            if (_length == _first.WrittenCount)
                return _first.WrittenSpan.ToArray();
            return missing <= 0
                ? [.. _first.WrittenSpan, .. Tail()[^(int)(_length - _first.WrittenCount)..]]
                : [.. _first.WrittenSpan, .. Encoding.UTF8.GetBytes($"\n[thaw: {missing} bytes left out]\n"), .. Tail()];
        }
    }
}
