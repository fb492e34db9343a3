using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Thaw.Pager.Sources;
using Thaw.Pager.Tests.Peers;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Sources;

/// <summary>Pages of a server, which speaks just enough HTTP, on demand and with all that can be wrong with it.</summary>
public sealed class HttpSourceTests
{
    [RequiresFact("userfaultfd")]
    public async Task A_process_gets_its_pages_from_a_server_in_few_requests()
    {
        const int pages = 200;
        await using var scene = new PagerScene(pages);
        using var server = new RangeServer(File.ReadAllBytes(scene.Snapshot), "206 Partial Content");
        using var peer = scene.Restore(request => request["sources"] = new JsonArray(
            new JsonObject { ["address"] = server.Address, ["length"] = pages * PagerScene.PageBytes }));
        Assert.Equal($"{pages * (pages + 1) / 2}", peer.Do($"sum 0 {pages}"));
        // Four blocks, each fetched once.
        Assert.Equal(4, server.Requests);
    }

    [RequiresTheory("userfaultfd")]
    [InlineData("200 OK")]
    [InlineData("404 Not Found")]
    [InlineData("")]
    public async Task A_server_that_answers_something_else_ends_the_process(string status)
    {
        await using var scene = new PagerScene(8);
        using var server = new RangeServer(File.ReadAllBytes(scene.Snapshot), status);
        using var peer = scene.Restore(request => request["sources"] = new JsonArray(
            new JsonObject { ["address"] = server.Address, ["length"] = 8 * PagerScene.PageBytes }));
        Assert.Null(peer.Do("value 3"));
        Assert.Equal(9, peer.WaitForDeath());
    }

    [RequiresFact("userfaultfd")]
    public async Task A_server_that_says_nothing_ends_the_process_after_the_limit()
    {
        await using var scene = new PagerScene(8, new PagerSettings { StallLimit = TimeSpan.FromMilliseconds(100) });
        // Connections are taken by the kernel, and nobody answers them.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var peer = scene.Restore(request => request["sources"] = new JsonArray(
            new JsonObject { ["address"] = $"http://{silent.LocalEndpoint}/", ["length"] = 8 * PagerScene.PageBytes }));
        Assert.Null(peer.Do("value 3"));
        Assert.Equal(9, peer.WaitForDeath());
        silent.Stop();
    }

    [Theory]
    [InlineData("file:///etc/passwd", 4096)]
    [InlineData("nonsense", 4096)]
    [InlineData("http://localhost/", 0)]
    [InlineData("http://localhost/", 4097)]
    public void What_is_no_server_of_pages_is_refused(string address, long length) =>
        Assert.Throws<PagerException>(() => new HttpSource(address, length));

    private sealed class RangeServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly byte[] _content;
        private readonly string _status;
        private int _requests;

        public RangeServer(byte[] content, string status)
        {
            (_content, _status) = (content, status);
            _listener.Start();
            _ = Task.Run(AcceptAsync);
        }

        public string Address => $"http://{_listener.LocalEndpoint}/pages";

        public int Requests => Volatile.Read(ref _requests);

        public void Dispose() => _listener.Stop();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        // One request a connection: the answer says so. An empty status: it hangs up.
        private async Task AnswerAsync(TcpClient client)
        {
            using (client)
            await using (var stream = client.GetStream())
            {
                var request = new StringBuilder();
                var buffer = new byte[1024];
                while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    var got = await stream.ReadAsync(buffer);
                    if (got == 0)
                        return;
                    request.Append(Encoding.ASCII.GetString(buffer, 0, got));
                }
                Interlocked.Increment(ref _requests);
                if (_status.Length == 0)
                    return;
                var range = request.ToString().Split("bytes=")[1].Split("\r\n")[0].Split('-').Select(int.Parse).ToArray();
                var head = $"HTTP/1.1 {_status}\r\nConnection: close\r\nContent-Length: {range[1] - range[0] + 1}\r\nContent-Range: bytes {range[0]}-{range[1]}/{_content.Length}\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                await stream.WriteAsync(_content.AsMemory(range[0], range[1] - range[0] + 1));
            }
        }
    }
}
