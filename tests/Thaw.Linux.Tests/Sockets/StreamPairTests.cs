using System.Net.Sockets;
using Thaw.Linux.Sockets;

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
}
