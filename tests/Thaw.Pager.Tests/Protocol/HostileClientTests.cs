using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Thaw.Pager.Tests.Peers;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Protocol;

/// <summary>Clients that speak badly are told so, and harm nobody else.</summary>
public sealed class HostileClientTests
{
    private const string Hello = """{"type":"hello","versions":[1]}""";

    [Theory]
    [InlineData("garbage", null, "none of this protocol")]
    [InlineData("[1]", null, "none of this protocol")]
    [InlineData("null", null, "nothing")]
    [InlineData("""{"type":"restore"}""", null, "where 'hello' is to come")]
    [InlineData("""{"type":"hello"}""", null, "speaks version 1")]
    [InlineData("""{"type":"hello","versions":[2,3]}""", null, "speaks version 1")]
    [InlineData(Hello, """{"type":"restore"}""", "says nothing")]
    [InlineData(Hello, """{"type":"restore","restore":{"descriptors":["userfaultfd"]}}""", "0 descriptors came")]
    [InlineData(Hello, """{"type":"restore","restore":{"regions":[{"address":1,"length":4096,"source":0}]}}""", "not one of whole pages")]
    [InlineData(Hello, """{"type":"restore","restore":{"regions":[{"address":4096,"length":4096,"source":0}]}}""", "names source 0; there are 0")]
    [InlineData(Hello, """{"type":"restore","restore":{"sources":[{"file":"/nowhere"}]}}""", "/nowhere")]
    [InlineData(Hello, """{"type":"restore","restore":{"sources":[{"file":"/dev/zero"}]}}""", "/dev/zero")]
    [InlineData(Hello, """{"type":"restore","restore":{"sources":[{}]}}""", "neither a file nor a descriptor")]
    [InlineData(Hello, """{"type":"restore","restore":{"mode":"magic"}}""", "'userfaultfd' is missing")]
    [InlineData(Hello, """{"type":"restore","restore":{"images":"/nowhere","socket":"/nowhere/s"}}""", "'process' is missing")]
    public async Task What_is_wrong_is_said(string first, string? second, string expected)
    {
        await using var scene = new PagerScene(1);
        using var client = Connect(scene);
        client.Send(Encoding.UTF8.GetBytes(first));
        if (second is not null)
        {
            Assert.Equal("hello", Receive(client).GetProperty("type").GetString());
            client.Send(Encoding.UTF8.GetBytes(second));
        }
        var error = Receive(client);
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Contains(expected, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, client.Receive(new byte[1]));
    }

    [RequiresFact("userfaultfd")]
    public async Task Those_who_hang_up_anywhere_are_forgotten_and_others_served()
    {
        await using var scene = new PagerScene(8);
        for (var i = 0; i < 50; i++)
        {
            using var client = Connect(scene);
            if (i % 2 == 1)
                client.Send(Encoding.UTF8.GetBytes(Hello));
        }
        using var peer = scene.Restore();
        Assert.Equal(8UL, peer.Value(7));
        ProcessFacts.WaitUntil(() => scene.Server.Connections == 1, "clients that hung up are still served");
    }

    private static Socket Connect(PagerScene scene)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(scene.Server.SocketPath));
        return client;
    }

    private static JsonElement Receive(Socket client)
    {
        var buffer = new byte[64 * 1024];
        using var message = JsonDocument.Parse(buffer.AsMemory(0, client.Receive(buffer)));
        return message.RootElement.Clone();
    }
}
