using Thaw.Criu.Images;
using Thaw.Criu.Images.Pages;
using Thaw.Criu.Wire;

namespace Thaw.Snapshots.Tests.Store;

/// <summary>The images of a process with one area of anonymous memory, as CRIU lays them out.</summary>
internal static class SampleImages
{
    public const uint Pid = 1000;
    public const ulong Start = 0x10000;

    /// <summary>Writes them into a folder: each page is filled with one of these bytes; zero pages are stored, too.</summary>
    public static string Write(string folder, byte[] content, uint pid = Pid)
    {
        Directory.CreateDirectory(folder);
        Write(ImageKind.Inventory.FileIn(folder), ImageKind.Inventory, Message((1, 2)));
        Write(ImageKind.ProcessTree.FileIn(folder), ImageKind.ProcessTree, Message((1, pid), (2, 0), (3, pid), (4, pid), (5, pid)));
        Write(ImageKind.Core.FileIn(folder, pid), ImageKind.Core, Message((1, 1)).Message(5, Message((1, 0), (2, 0)).Message(10, Message((1, 500), (2, 500), (13, 0)))));
        var area = Message((1, Start), (2, Start + ((ulong)content.Length * PageMapFile.PageBytes)), (3, 0), (4, 0), (5, 3), (6, 0x22), (7, 0x201), (8, 1));
        Write(ImageKind.Memory.FileIn(folder, pid), ImageKind.Memory, Message((12, 1)).Message(14, area));
        using (var map = File.Create(ImageKind.PageMap.FileIn(folder, pid)))
            new PageMapFile(1, [new PageMapEntry(Start, content.Length, PageFlags.Present | PageFlags.Lazy)]).Write(map);
        using (var pages = File.Create(Path.Combine(folder, "pages-1.img")))
        {
            foreach (var value in content)
                pages.Write(Enumerable.Repeat(value, PageMapFile.PageBytes).ToArray());
        }
        File.WriteAllText(Path.Combine(folder, "dump.log"), "what CRIU did");
        return folder;
    }

    /// <summary>The first byte of each page, as a restore from a folder would see it.</summary>
    public static byte[] Memory(string folder, int pages)
    {
        using var reader = new PageReader(PageMap.Open(folder, Pid));
        var page = new byte[PageMapFile.PageBytes];
        return [.. Enumerable.Range(0, pages).Select(number => reader.TryRead(Start + ((ulong)number * PageMapFile.PageBytes), page) ? page[0] : (byte)0)];
    }

    private static WireWriter Message(params (int Field, ulong Value)[] numbers) =>
        numbers.Aggregate(new WireWriter(), (message, number) => message.Number(number.Field, number.Value));

    private static void Write(string path, ImageKind kind, WireWriter record)
    {
        using var file = File.Create(path);
        new ImageRecordWriter(file, kind).Write(record);
    }
}
