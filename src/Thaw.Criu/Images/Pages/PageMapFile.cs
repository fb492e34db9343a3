using Thaw.Criu.Wire;

namespace Thaw.Criu.Images.Pages;

/// <summary>
/// The file pagemap-PID.img: which pages of a process are stored, by rising address. The pages that are <see cref="PageFlags.Present"/> lie
/// in pages-ID.img in the same order, without gaps.
/// </summary>
/// <param name="PagesId">The ID of the file of pages.</param>
/// <param name="Entries">By rising address; they do not overlap.</param>
/// <remarks>
/// First record: 1 the ID. The others: 1 address, 2 pages (32 bits, older), 3 in parent (older), 4 flags, 5 pages. Maps without flags
/// are of versions in which all that is there is present.
/// </remarks>
public sealed record PageMapFile(uint PagesId, IReadOnlyList<PageMapEntry> Entries)
{
    /// <summary>The size of a page, in bytes: that of x86-64, and of AArch64 as usual.</summary>
    public const int PageBytes = 4096;

    /// <summary>The end of what a process can map on x86-64 with five levels of page tables.</summary>
    internal const ulong LastAddress = 1UL << 56;

    /// <summary>The pages that the file of pages holds.</summary>
    public long PresentPages => Entries.Where(entry => entry.Flags.HasFlag(PageFlags.Present)).Sum(entry => entry.Pages);

    /// <summary>Reads the map of a process.</summary>
    /// <param name="folder">The image folder.</param>
    /// <param name="pid">The process, as the images name it.</param>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PageMapFile Read(string folder, uint pid)
    {
        using var reader = ImageRecordReader.Open(ImageKind.PageMap.FileIn(folder, pid), ImageKind.PageMap);
        return Read(reader);
    }

    /// <summary>Reads a map that is open.</summary>
    /// <exception cref="CriuImageException">It is damaged.</exception>
    public static PageMapFile Read(ImageRecordReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var id = ReadHead(reader.ReadRequired());
        var entries = new List<PageMapEntry>();
        var end = 0UL;
        while (reader.Read(out var message))
        {
            var entry = ReadEntry(message);
            if (entry.Address < end)
                throw message.Wrong($"pages at {entry.Address:x} come after those before {end:x}");
            end = entry.End;
            entries.Add(entry);
        }
        return new PageMapFile(id, entries);
    }

    /// <summary>Writes the map.</summary>
    public void Write(Stream stream)
    {
        var writer = new ImageRecordWriter(stream, ImageKind.PageMap);
        writer.Write(new WireWriter().Number(1, PagesId));
        foreach (var entry in Entries)
        {
            // CRIU demands the older count as well, and takes the newer one.
            writer.Write(new WireWriter().Number(1, entry.Address).Number(2, (uint)entry.Pages).Number(4, (uint)entry.Flags).Number(5, (ulong)entry.Pages));
        }
    }

    /// <summary>The file of pages.</summary>
    public string PagesFileIn(string folder) => Path.Combine(folder, $"pages-{PagesId}.img");

    private static uint ReadHead(WireReader message)
    {
        uint? id = null;
        while (message.Next())
        {
            if (message.Field == 1)
                id = message.Number32();
            else
                _ = message.Raw();
        }
        return id ?? throw message.Wrong("the number of the file of pages is missing");
    }

    private static PageMapEntry ReadEntry(WireReader message)
    {
        ulong? address = null, pages = null, olderPages = null, flags = null;
        var isInParent = false;
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: address = message.Number(); break;
                case 2: olderPages = message.Number32(); break;
                case 3: isInParent = message.Number() != 0; break;
                case 4: flags = message.Number32(); break;
                case 5: pages = message.Number(); break;
                default: _ = message.Raw(); break;
            }
        }
        var older = isInParent ? PageFlags.InParent : PageFlags.Present;
        return Check(message, address, pages ?? olderPages, flags is { } given ? (PageFlags)given | (isInParent ? PageFlags.InParent : 0) : older);
    }

    private static PageMapEntry Check(WireReader message, ulong? address, ulong? pages, PageFlags flags)
    {
        if (address is not { } start || start % PageBytes != 0 || start >= LastAddress)
            throw message.Wrong("the address of these pages is missing, or is none");
        if (pages is not { } count || count == 0 || count > (LastAddress - start) / PageBytes)
            throw message.Wrong("the number of these pages is missing, or is none");
        const PageFlags known = PageFlags.InParent | PageFlags.Lazy | PageFlags.Present;
        if ((flags & ~known) != 0 || flags.HasFlag(PageFlags.InParent | PageFlags.Present))
            throw message.Wrong($"no pages have flags {(uint)flags}");
        return new PageMapEntry(start, (long)count, flags);
    }
}
