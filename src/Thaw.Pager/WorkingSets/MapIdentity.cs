using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Thaw.Pager.Maps;

namespace Thaw.Pager.WorkingSets;

/// <summary>What a working set or a trace belongs to: another snapshot's pages at the same addresses would be the wrong ones.</summary>
public static class MapIdentity
{
    /// <summary>How many bytes it has.</summary>
    public const int Bytes = 32;

    /// <summary>Computes it.</summary>
    /// <param name="maps">Each task's number with its map, as it is before anything is restored.</param>
    /// <param name="label">What else tells two snapshots apart, such as the name under which a store keeps it; may be empty.</param>
    public static byte[] Of(IEnumerable<KeyValuePair<uint, PageMap>> maps, string label)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> entry = stackalloc byte[32];
        foreach (var (task, map) in maps.OrderBy(pair => pair.Key))
        {
            foreach (var run in map.Runs)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(entry, task);
                BinaryPrimitives.WriteInt32LittleEndian(entry[4..], run.Source);
                BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], run.Address);
                BinaryPrimitives.WriteInt64LittleEndian(entry[16..], run.Length);
                BinaryPrimitives.WriteInt64LittleEndian(entry[24..], run.Offset);
                hash.AppendData(entry);
            }
        }
        hash.AppendData(Encoding.UTF8.GetBytes(label));
        return hash.GetHashAndReset();
    }
}
