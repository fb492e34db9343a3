namespace Thaw.Criu.Images;

/// <summary>A kind of CRIU's image files, and how such a file begins.</summary>
/// <param name="Name">What the file's name begins with.</param>
/// <param name="Magic">The number that says the kind.</param>
/// <param name="HasCommonMagic">Whether the number that all kinds share comes first.</param>
/// <remarks>Numbers and layout are those of CRIU's images since version 1.1 of the format, which CRIU calls 2.</remarks>
public sealed record ImageKind(string Name, uint Magic, bool HasCommonMagic = true)
{
    /// <summary>The number with which all but the inventory begin.</summary>
    public const uint CommonMagic = 0x54564319;

    /// <summary>What the folder is about: one file.</summary>
    public static ImageKind Inventory { get; } = new("inventory", 0x58313116, HasCommonMagic: false);

    /// <summary>The processes: one file.</summary>
    public static ImageKind ProcessTree { get; } = new("pstree", 0x50273030);

    /// <summary>Registers, credentials, signals and limits of a thread: one file each.</summary>
    public static ImageKind Core { get; } = new("core", 0x55053847);

    /// <summary>The memory areas of a process: one file each.</summary>
    public static ImageKind Memory { get; } = new("mm", 0x57492820);

    /// <summary>Which pages of a process are stored, and where: one file each.</summary>
    public static ImageKind PageMap { get; } = new("pagemap", 0x56084025);

    /// <summary>Everything that descriptors and memory areas refer to: one file.</summary>
    public static ImageKind Files { get; } = new("files", 0x56303138);

    /// <summary>The descriptors of a process: one file for each table of descriptors.</summary>
    public static ImageKind Descriptors { get; } = new("fdinfo", 0x56213732);

    /// <summary>The file in a folder of images of which there is one only.</summary>
    public string FileIn(string folder) => Path.Combine(folder, Name + ".img");

    /// <summary>The file in a folder for one process, thread or table.</summary>
    public string FileIn(string folder, uint id) => Path.Combine(folder, $"{Name}-{id}.img");
}
