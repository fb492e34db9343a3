namespace Thaw.Criu.Images.Tasks;

/// <summary>The file inventory.img: the version of the format.</summary>
/// <param name="Version">2 for all that CRIU has written since version 1.8.</param>
/// <remarks>One record: 1 version, others that are not read.</remarks>
public sealed record InventoryImage(uint Version)
{
    /// <summary>The version that Thaw reads.</summary>
    public const uint SupportedVersion = 2;

    /// <summary>Reads it.</summary>
    /// <param name="folder">The image folder.</param>
    /// <exception cref="CriuImageException">It is damaged, or of a version that Thaw does not know.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static InventoryImage Read(string folder)
    {
        using var reader = ImageRecordReader.Open(ImageKind.Inventory.FileIn(folder), ImageKind.Inventory);
        return Read(reader);
    }

    /// <summary>Reads an image that is open.</summary>
    /// <exception cref="CriuImageException">It is damaged, or of a version that Thaw does not know.</exception>
    public static InventoryImage Read(ImageRecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var message = reader.ReadRequired();
        uint? version = null;
        while (message.Next())
        {
            if (message.Field == 1)
                version = message.Number32();
            else
                _ = message.Raw();
        }
        return version == SupportedVersion
            ? new InventoryImage(SupportedVersion)
            : throw message.Wrong($"images of version {version?.ToString() ?? "none"}; {SupportedVersion} is known");
    }
}
