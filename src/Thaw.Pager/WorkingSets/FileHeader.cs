using System.Buffers.Binary;
using Thaw.Linux.UserFaults;

namespace Thaw.Pager.WorkingSets;

/// <summary>How the headers of both kinds of file begin: eight bytes that name the kind, the version, the size of a page.</summary>
internal static class FileHeader
{
    /// <summary>Checks all that can be checked before the rest is looked at.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of this kind, damaged, or of another version or page size.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> magic, uint version, int headerBytes, int checksumAt)
    {
        if (bytes.Length < headerBytes || !bytes.StartsWith(magic))
            throw new InvalidDataException("not a file of this kind");
        // Before the checksum: another version may have it elsewhere.
        var found = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (found != version)
            throw new InvalidDataException($"version {found}; this one is understood: {version}");
        if (Checksum.Of(bytes[..checksumAt]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[checksumAt..]))
            throw new InvalidDataException("its header is damaged");
        var page = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        if (page != UserFault.PageBytes)
            throw new InvalidDataException($"of pages of {page} bytes; this machine's have {UserFault.PageBytes}");
    }
}
