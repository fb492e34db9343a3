using Thaw.Criu.Images.Pages;
using Thaw.Criu.Wire;

namespace Thaw.Criu.Images.Tasks;

/// <summary>The file mm-PID.img: the memory areas of a process.</summary>
/// <param name="ExecutableId">The program's number in <see cref="FilesImage"/>.</param>
/// <param name="Areas">By rising address; they do not overlap.</param>
/// <remarks>
/// One record: 12 the program, 14 an area (repeated), others that are not read. Of an area: 1 start, 2 end, 3 offset, 4 file, 5 protection, 6 flags, 7 kind.
/// </remarks>
public sealed record MemoryImage(uint ExecutableId, IReadOnlyList<MemoryArea> Areas)
{
    /// <summary>Reads the areas of a process.</summary>
    /// <param name="folder">The image folder.</param>
    /// <param name="pid">The process, as the images name it.</param>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MemoryImage Read(string folder, uint pid)
    {
        using var reader = ImageRecordReader.Open(ImageKind.Memory.FileIn(folder, pid), ImageKind.Memory);
        return Read(reader);
    }

    /// <summary>Reads an image that is open.</summary>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    public static MemoryImage Read(ImageRecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var message = reader.ReadRequired();
        uint? executable = null;
        var areas = new List<MemoryArea>();
        while (message.Next())
        {
            if (message.Field == 12)
                executable = message.Number32();
            else if (message.Field == 14)
                areas.Add(ReadArea(message.Message(), areas.Count == 0 ? 0 : areas[^1].End));
            else
                _ = message.Raw();
        }
        return new MemoryImage(executable ?? throw message.Wrong("the program is missing"), areas);
    }

    /// <summary>The index of the area with an address; -1 when there is none.</summary>
    public int Find(ulong address)
    {
        int low = 0, high = Areas.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (address < Areas[middle].Start)
                high = middle - 1;
            else if (address >= Areas[middle].End)
                low = middle + 1;
            else
                return middle;
        }
        return -1;
    }

    private static MemoryArea ReadArea(WireReader message, ulong after)
    {
        ulong start = 0, end = 0, offset = 0, file = 0;
        uint protection = 0, flags = 0, kind = 0;
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: start = message.Number(); break;
                case 2: end = message.Number(); break;
                case 3: offset = message.Number(); break;
                case 4: file = message.Number(); break;
                case 5: protection = message.Number32(); break;
                case 6: flags = message.Number32(); break;
                case 7: kind = message.Number32(); break;
                default: _ = message.Raw(); break;
            }
        }
        // The kernel's page at the top of all addresses is an area, too; so there is no limit but that of the numbers.
        if (start >= end || start < after || (start | end) % PageMapFile.PageBytes != 0)
            throw message.Wrong($"an area from {start:x} to {end:x}, after one that ends at {after:x}");
        return new MemoryArea(start, end, offset, file, protection, flags, (MemoryAreaKinds)kind);
    }
}
