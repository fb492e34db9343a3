namespace Thaw.Criu.Rpc;

/// <summary>Asks a worker to take a process apart. It ends with that.</summary>
/// <param name="Pid">The process, as the worker's pid namespace numbers it.</param>
/// <param name="FolderDescriptor">Where the images go: a folder, by the number that the process holds it by that made the worker's socket.</param>
public sealed record DumpRequest(int Pid, int FolderDescriptor)
{
    /// <summary>Inode numbers of unix stream sockets whose other ends are not the process's: they become the restorer's to replace.</summary>
    public IReadOnlyList<uint> OutsideSockets { get; init; } = [];

    /// <summary>The largest deleted file that may be in the images with its content, bytes.</summary>
    public uint DeletedFileBytes { get; init; } = 16 << 20;
}
