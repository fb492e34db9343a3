using Thaw.Criu.Wire;

namespace Thaw.Criu.Images.Tasks;

/// <summary>A descriptor of a process.</summary>
/// <param name="Number">The descriptor.</param>
/// <param name="FileId">What it refers to: a number in <see cref="FilesImage"/>.</param>
/// <param name="Type">CRIU's number of what that is.</param>
public readonly record struct ImageDescriptor(uint Number, uint FileId, uint Type);

/// <summary>The file fdinfo-ID.img: the descriptors of a process. One record each: 1 file, 2 flags, 3 type, 4 descriptor.</summary>
public static class DescriptorsImage
{
    /// <summary>Reads them.</summary>
    /// <param name="folder">The image folder.</param>
    /// <param name="id">The table's number.</param>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<ImageDescriptor> Read(string folder, uint id)
    {
        using var reader = ImageRecordReader.Open(ImageKind.Descriptors.FileIn(folder, id), ImageKind.Descriptors);
        return Read(reader);
    }

    /// <summary>Reads an image that is open.</summary>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    public static IReadOnlyList<ImageDescriptor> Read(ImageRecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var descriptors = new List<ImageDescriptor>();
        while (reader.Read(out var message))
            descriptors.Add(ReadDescriptor(message));
        return descriptors;
    }

    private static ImageDescriptor ReadDescriptor(WireReader message)
    {
        uint? file = null, type = null, number = null;
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: file = message.Number32(); break;
                case 3: type = message.Number32(); break;
                case 4: number = message.Number32(); break;
                default: _ = message.Raw(); break;
            }
        }
        if (file is not { } id || type is not { } kind || number is not { } descriptor)
            throw message.Wrong("a descriptor without a number, a type or a file");
        return new ImageDescriptor(descriptor, id, kind);
    }
}
