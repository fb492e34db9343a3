using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Peers;

/// <summary>A pager, a snapshot whose page with number n begins with n + 1, and peers that are restored from it.</summary>
internal sealed class PagerScene : IAsyncDisposable
{
    public const int PageBytes = 4096;

    private readonly TemporaryFolder _folder = new();

    public PagerScene(int pages, PagerSettings? settings = null)
    {
        Pages = pages;
        File.WriteAllBytes(Snapshot, Content(pages));
        Server = PagerServer.Start(PathOf("pager.sock"), settings ?? new PagerSettings());
    }

    public int Pages { get; }

    public PagerServer Server { get; }

    public string Snapshot => PathOf("snapshot");

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>A process with memory of the snapshot's size, and more that is zeros.</summary>
    public Peer Restore(Action<JsonObject>? change = null, int morePages = 0)
    {
        var request = new JsonObject
        {
            ["storedPages"] = Pages,
            ["sources"] = new JsonArray(new JsonObject { ["file"] = Snapshot }),
        };
        change?.Invoke(request);
        return new Peer(Server.SocketPath, Pages + morePages, request);
    }

    /// <summary>Records what some touches need, and answers the file.</summary>
    public string Record(IEnumerable<string> touches, int morePages = 0)
    {
        var path = PathOf("ws-" + Guid.NewGuid().ToString("n"));
        using var peer = Restore(request => request["recordTo"] = path, morePages);
        foreach (var touch in touches)
            peer.Do(touch);
        peer.Send("stop-recording");
        peer.Heard("recorded");
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private static byte[] Content(int pages)
    {
        var bytes = new byte[pages * PageBytes];
        for (var page = 0; page < pages; page++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(page * PageBytes), page + 1);
        return bytes;
    }
}
