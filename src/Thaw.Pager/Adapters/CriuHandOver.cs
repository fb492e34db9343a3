using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Thaw.Pager.Adapters;

/// <summary>
/// What CRIU sends to a lazy-pages daemon, taken apart: for each process its pid as it sees itself (32 bits, little endian), then a byte
/// with the userfaultfd beside it; a process without memory says -1 and sends nothing more; at the end a number of its own.
/// </summary>
/// <remarks>Bytes may come in any pieces. For one thread.</remarks>
internal sealed class CriuHandOver : IDisposable
{
    private const uint Finished = 0x52535446;
    private const int Zombie = -1;
    private const int MostBytes = 64 * 1024;

    private readonly List<byte> _bytes = [];
    private readonly Queue<SafeFileHandle> _descriptors = new();

    /// <summary>Whether all memory has come.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Takes what was received.</summary>
    /// <returns>The processes that are complete now; the caller owns their descriptors.</returns>
    /// <exception cref="PagerException">It is not what CRIU sends.</exception>
    public IReadOnlyList<(uint Pid, SafeFileHandle Descriptor)> Take(ReadOnlySpan<byte> bytes, IReadOnlyList<SafeFileHandle> descriptors)
    {
        foreach (var descriptor in descriptors)
            _descriptors.Enqueue(descriptor);
        _bytes.AddRange(bytes);
        if (_bytes.Count > MostBytes)
            throw new PagerException("what came over the lazy-pages socket is not CRIU's");
        var found = new List<(uint, SafeFileHandle)>();
        while (!IsFinished && Next(found))
        {
        }
        return found;
    }

    public void Dispose()
    {
        while (_descriptors.TryDequeue(out var descriptor))
            descriptor.Dispose();
    }

    private bool Next(List<(uint Pid, SafeFileHandle Descriptor)> found)
    {
        if (_bytes.Count < sizeof(int))
            return false;
        var word = BinaryPrimitives.ReadInt32LittleEndian(_bytes.GetRange(0, sizeof(int)).ToArray());
        if ((uint)word == Finished)
        {
            IsFinished = true;
            return false;
        }
        if (word == Zombie)
        {
            _bytes.RemoveRange(0, sizeof(int));
            return true;
        }
        if (word <= 0)
            throw new PagerException($"a process of pid {word} came over the lazy-pages socket");
        if (_bytes.Count == sizeof(int))
            return false;
        if (!_descriptors.TryDequeue(out var descriptor))
            throw new PagerException($"process {word} came over the lazy-pages socket without its userfaultfd");
        _bytes.RemoveRange(0, sizeof(int) + 1);
        found.Add(((uint)word, descriptor));
        return true;
    }
}
