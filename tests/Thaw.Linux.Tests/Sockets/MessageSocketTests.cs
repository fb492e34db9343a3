using System.Text;
using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Sockets;

/// <summary>Messages and descriptors cross to a child of another language and back.</summary>
public sealed class MessageSocketTests
{
    // Answers each message with its length and what its descriptors lead to; the first of them comes back.
    private const string Peer = """
        import os, socket
        host = socket.socket(fileno=0)
        while True:
            message, descriptors, _, _ = socket.recv_fds(host, 1 << 20, 16)
            if not message: break
            names = [os.path.basename(os.readlink(f"/proc/self/fd/{each}")) for each in descriptors]
            socket.send_fds(host, [f"{len(message)} {' '.join(names)}".encode()], descriptors[:1])
            for each in descriptors: os.close(each)
        """;

    [Fact]
    public void A_message_keeps_its_bounds_and_brings_descriptors() => WithPeer((socket, folder) =>
    {
        using var one = File.OpenHandle(folder.Write("one", "first content"));
        using var two = File.OpenHandle(folder.Write("two", ""));
        Assert.True(socket.Send(new byte[10], one, two));
        Assert.True(socket.Send(new byte[MessageSocket.LongestMessage]));
        Assert.Equal("10 one two", Encoding.UTF8.GetString(socket.Receive(out var returned)));
        using (var reader = new StreamReader(new FileStream(Assert.Single(returned), FileAccess.Read)))
            Assert.Equal("first content", reader.ReadToEnd());
        Assert.Equal($"{MessageSocket.LongestMessage} ", Encoding.UTF8.GetString(socket.Receive(out var none)));
        Assert.Empty(none);
    });

    [Fact]
    public void Messages_can_be_awaited_and_more_be_sent_than_the_buffer_holds() => WithPeer((socket, _) =>
    {
        var received = Enumerable.Range(0, 200).Select(_ => 0).ToList();
        var reading = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                received[i] = int.Parse(Encoding.UTF8.GetString((await socket.ReceiveAsync()).Message));
        });
        for (var i = 0; i < 200; i++)
            Assert.True(socket.Send(new byte[50_000 + i]));
        Assert.True(reading.Wait(TimeSpan.FromSeconds(60)));
        Assert.Equal(Enumerable.Range(50_000, 200), received);
    });

    [Fact]
    public Task Descriptors_come_with_a_message_that_is_awaited() => WithPeerAsync(async (socket, folder) =>
    {
        using var one = File.OpenHandle(folder.Write("one", "first content"));
        Assert.True(socket.Send(new byte[7], one));
        var (message, descriptors) = await socket.ReceiveAsync();
        Assert.Equal("7 one", Encoding.UTF8.GetString(message));
        using var reader = new StreamReader(new FileStream(Assert.Single(descriptors), FileAccess.Read));
        Assert.Equal("first content", await reader.ReadToEndAsync());
    });

    [Fact]
    public void What_cannot_be_sent_is_refused_before()
    {
        var (socket, other) = MessageSocket.CreatePair();
        using (socket)
        using (other)
        {
            Assert.Throws<ArgumentException>(() => socket.Send([]));
            Assert.Throws<ArgumentException>(() => socket.Send(new byte[MessageSocket.LongestMessage + 1]));
            Assert.Throws<ArgumentException>(() => socket.Send([1], Enumerable.Repeat(other, MessageSocket.MostDescriptors + 1).ToArray()));
        }
    }

    [Fact]
    public async Task The_end_of_the_other_side_is_an_answer()
    {
        var (socket, other) = MessageSocket.CreatePair();
        using (socket)
        {
            other.Dispose();
            Assert.Empty(socket.Receive(out _));
            Assert.Empty((await socket.ReceiveAsync()).Message);
            Assert.False(socket.Send([1]));
        }
    }

    private static void WithPeer(Action<MessageSocket, TemporaryFolder> test) => WithPeerAsync((socket, folder) =>
    {
        test(socket, folder);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    private static async Task WithPeerAsync(Func<MessageSocket, TemporaryFolder, Task> test)
    {
        using var folder = new TemporaryFolder();
        using var ledger = OwnershipLedger.Open(folder.PathOf("state"));
        var (socket, other) = MessageSocket.CreatePair();
        using (socket)
        using (other)
        {
            var request = new SpawnRequest("/usr/bin/python3", ["-I", "-c", Peer], new Dictionary<string, string>());
            using var peer = ledger.Spawn(request, other);
            other.Dispose();
            await test(socket, folder);
            socket.Dispose();
            Assert.True(peer.WaitForExit(TimeSpan.FromSeconds(60)).Succeeded);
        }
    }
}
