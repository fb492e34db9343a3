using System.Buffers.Binary;
using System.Diagnostics;
using Thaw.Criu.Images;
using Thaw.Criu.Images.Pages;
using Thaw.Criu.Wire;
using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Peers;

/// <summary>
/// A folder of CRIU's images and a process that plays the one that CRIU restores from it. Of its twenty pages the first sixteen are stored,
/// with their number and 1 at their beginning, and four are zeros; they lie in two mappings.
/// </summary>
internal sealed class CriuScene : IDisposable
{
    public const uint Pid = 7;
    private const int StoredPages = 16;
    private const int AllPages = 20;
    private const int PageBytes = PagerScene.PageBytes;
    private const ulong Place = 0x100000000000;

    private readonly TemporaryFolder _folder = new();
    private readonly System.Diagnostics.Process _peer;

    public CriuScene()
    {
        WriteImages();
        _peer = System.Diagnostics.Process.Start(new ProcessStartInfo(
            "/usr/bin/python3",
            ["-B", Repository.PathOf("tests/Thaw.Pager.Tests/Peers/criu_peer.py"), Repository.PathOf("samples/pager"), $"{AllPages}", $"{Pid}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", _peer.StandardOutput.ReadLine());
        Process = ProcessHandle.Open(_peer.Id);
    }

    public ProcessHandle Process { get; }

    public CriuMemoryRequest Request => new(_folder.Path, PathOf("lazy-pages.socket")) { Process = Process };

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Has it do something, and answers what came of it; null: it has died.</summary>
    public string? Do(string order)
    {
        try
        {
            _peer.StandardInput.WriteLine(order);
            _peer.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has died before.
        }
        return _peer.StandardOutput.ReadLine();
    }

    public string? HandOver(string upto) => Do($"hand-over {PathOf("lazy-pages.socket")} {upto}");

    public void Dispose()
    {
        _peer.Kill();
        _peer.WaitForExit();
        _peer.Dispose();
        Process.Dispose();
        _folder.Dispose();
    }

    private void WriteImages()
    {
        Write(ImageKind.ProcessTree, "pstree.img", new WireWriter().Number(1, Pid).Number(2, 0).Number(3, Pid).Number(4, Pid).Number(5, Pid));
        var memory = new WireWriter().Number(12, 1);
        memory.Message(14, Area(0, 10)).Message(14, Area(10, AllPages));
        Write(ImageKind.Memory, $"mm-{Pid}.img", memory);
        using (var map = File.Create(PathOf($"pagemap-{Pid}.img")))
            new PageMapFile(1, [new PageMapEntry(Place, StoredPages, PageFlags.Present | PageFlags.Lazy)]).Write(map);
        var pages = new byte[StoredPages * PageBytes];
        for (var page = 0; page < StoredPages; page++)
            BinaryPrimitives.WriteInt64LittleEndian(pages.AsSpan(page * PageBytes), page + 1);
        File.WriteAllBytes(PathOf("pages-1.img"), pages);
    }

    private static WireWriter Area(int from, int to) => new WireWriter()
        .Number(1, Place + (ulong)(from * PageBytes)).Number(2, Place + (ulong)(to * PageBytes)).Number(3, 0).Number(4, 0)
        .Number(5, 3).Number(6, 0x22).Number(7, 0x201);

    private void Write(ImageKind kind, string name, WireWriter message)
    {
        using var file = File.Create(PathOf(name));
        new ImageRecordWriter(file, kind).Write(message);
    }
}
