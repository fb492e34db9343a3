using Thaw.Criu.Images;
using Thaw.Criu.Images.Pages;
using Thaw.Criu.Wire;

namespace Thaw.Criu.Tests.Images;

/// <summary>Image files as CRIU writes them, made field by field.</summary>
internal static class ImageBytes
{
    public const uint Pid = 1000;

    public static byte[] Of(ImageKind kind, params WireWriter[] records)
    {
        var stream = new MemoryStream();
        var writer = new ImageRecordWriter(stream, kind);
        foreach (var record in records)
            writer.Write(record);
        return stream.ToArray();
    }

    public static ImageRecordReader Reader(ImageKind kind, params WireWriter[] records) => Reader(kind, Of(kind, records));

    public static ImageRecordReader Reader(ImageKind kind, byte[] bytes) => ImageRecordReader.Over(new MemoryStream(bytes), kind.Name + ".img", kind);

    public static WireWriter Message(params (int Field, ulong Value)[] numbers) =>
        numbers.Aggregate(new WireWriter(), (message, number) => message.Number(number.Field, number.Value));

    public static WireWriter Entry(ulong address, ulong pages, PageFlags flags) => Message((1, address), (2, pages), (4, (ulong)flags), (5, pages));

    public static WireWriter Area(ulong start, ulong end, uint kind) =>
        Message((1, start), (2, end), (3, 0), (4, 0), (5, 3), (6, 0x22), (7, kind), (8, 1));

    public static WireWriter Memory(params WireWriter[] areas) =>
        areas.Aggregate(Message((1, 0x400000), (12, 7), (13, 33)), (message, area) => message.Message(14, area));

    /// <summary>A thread as CRIU 4 writes it: task, thread with credentials, and fields that Thaw does not know.</summary>
    public static WireWriter Core(string name, uint uid, uint gid, ulong capabilities = 0)
    {
        var credentials = Message((1, uid), (2, gid), (3, uid), (4, gid), (5, uid), (6, gid), (7, uid), (8, gid), (9, 0), (10, capabilities), (11, 0), (12, 0), (13, 0), (14, 44), (14, 45), (18, 1));
        var thread = Message((1, 0), (2, 0)).Message(10, credentials).Text(13, name);
        var task = Message((1, 1), (2, 0)).Text(6, name);
        return Message((1, 1)).Bytes(2, [1, 2, 3]).Message(3, task).Message(5, thread);
    }

    /// <summary>Puts the map and the pages of a process into a folder; each page is filled with one of these bytes.</summary>
    public static void WritePages(string folder, byte[] content, params WireWriter[] entries)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(ImageKind.PageMap.FileIn(folder, Pid), Of(ImageKind.PageMap, [Message((1, 1)), .. entries]));
        using var pages = File.Create(Path.Combine(folder, "pages-1.img"));
        foreach (var value in content)
            pages.Write(Enumerable.Repeat(value, PageMapFile.PageBytes).ToArray());
    }

    public static void WriteMemory(string folder, params WireWriter[] areas) =>
        File.WriteAllBytes(ImageKind.Memory.FileIn(folder, Pid), Of(ImageKind.Memory, Memory(areas)));
}
