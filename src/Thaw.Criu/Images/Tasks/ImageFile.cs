namespace Thaw.Criu.Images.Tasks;

/// <summary>Something that descriptors or memory areas refer to.</summary>
/// <param name="Id">Its number in the images.</param>
/// <param name="Type">CRIU's number of what it is: 1 a file or folder, 2 a pipe, others as in CRIU's format.</param>
public record ImageFile(uint Id, uint Type)
{
    /// <summary>The number of files and folders.</summary>
    public const uint Regular = 1;

    /// <summary>The number of pipes.</summary>
    public const uint Pipe = 2;
}

/// <summary>A file or a folder.</summary>
/// <param name="Id">Its number in the images.</param>
/// <param name="Path">Where CRIU will look for it.</param>
/// <param name="Bytes">Its size when it was dumped, which CRIU demands at restore; null when it is not said.</param>
/// <param name="Mode">Its type and permissions; null when they are not said.</param>
/// <param name="BuildId">The beginning of a shared object's build ID, which CRIU demands at restore; empty when there is none.</param>
public sealed record RegularFile(uint Id, string Path, long? Bytes, uint? Mode, IReadOnlyList<uint> BuildId) : ImageFile(Id, Regular);

/// <summary>One end of a pipe.</summary>
/// <param name="Id">Its number in the images.</param>
/// <param name="Inode">The number in the pipe's name, <c>pipe:[INODE]</c>: both ends have the same.</param>
public sealed record PipeEnd(uint Id, uint Inode) : ImageFile(Id, Pipe);
