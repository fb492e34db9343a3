using System.Runtime.InteropServices;

namespace Thaw.Linux.Native;

internal static unsafe partial class LibC
{
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FileStatus(int folder, string path, int flags, uint mask, FileStatus* status);
}

/// <summary>The part of struct statx that Thaw reads; its layout is the same on every architecture, unlike struct stat's.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    public const uint BasicMask = 0x7ff;
    public const uint BirthMask = 0x800;
    public const int DoNotFollowLinks = 0x100;
    public const int CurrentFolder = -100;
    public const int TypeMask = 0xF000;
    public const int TypeFolder = 0x4000;

    [FieldOffset(20)] public uint UserId;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(80)] public long BirthSeconds;
    [FieldOffset(88)] public uint BirthNanoseconds;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;
}
