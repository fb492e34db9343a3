using System.Net.Sockets;
using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Linux.Sockets;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Sockets;

public sealed class StreamPairTests
{
    [Fact]
    public async Task Bytes_arrive_in_order_and_the_end_is_seen_when_the_other_side_is_closed()
    {
        var (ours, handle) = StreamPair.Create();
        using (ours)
        {
            using (var theirs = new Socket(new SafeSocketHandle(handle.DangerousGetHandle(), ownsHandle: false)))
            {
                var sent = Enumerable.Range(0, 1 << 20).Select(i => (byte)(i * 7)).ToArray();
                var sending = theirs.SendAsync(sent);
                var received = new byte[sent.Length];
                for (var at = 0; at < received.Length;)
                    at += await ours.ReceiveAsync(received.AsMemory(at));
                Assert.Equal(sent.Length, await sending);
                Assert.Equal(sent, received);
            }
            handle.Dispose();
            Assert.Equal(0, await ours.ReceiveAsync(new byte[1]));
        }
    }

    [Fact]
    public void A_descriptor_comes_with_the_first_of_more_bytes_than_the_buffer_holds()
    {
        using var folder = new TemporaryFolder();
        using var file = File.OpenHandle(folder.Write("one", "content"));
        var sent = Enumerable.Range(0, 1 << 20).Select(i => (byte)(i * 7)).ToArray();
        // The other side takes the descriptor with four bytes, and then the rest.
        const string peer = """
            import os, socket, sys
            end = socket.socket(fileno=0)
            data, descriptors, _, _ = socket.recv_fds(end, 4, 1)
            while len(data) < 1 << 20:
                data += end.recv(1 << 16)
            print(data == bytes(i * 7 & 255 for i in range(1 << 20)), os.read(descriptors[0], 99).decode(), len(descriptors))
            """;
        var (ours, theirs) = StreamPair.Create();
        using (ours)
        using (var ledger = OwnershipLedger.Open(folder.PathOf("state")))
        {
            var output = folder.PathOf("output");
            using var child = ledger.Spawn(new SpawnRequest("/usr/bin/python3", ["-I", "-c", peer], new Dictionary<string, string>()) { StandardOutputPath = output }, theirs);
            theirs.Dispose();
            StreamPair.Send(ours, sent, file);
            Assert.Equal(0, child.WaitForExit(TimeSpan.FromSeconds(60))!.ExitCode);
            Assert.Equal("True content 1", File.ReadAllText(output).Trim());
            Assert.Throws<IOException>(() => StreamPair.Send(ours, sent, file));
        }
    }
}
