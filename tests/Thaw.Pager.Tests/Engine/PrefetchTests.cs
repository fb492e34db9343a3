using System.Text.Json.Nodes;
using Thaw.Pager.Tests.Peers;
using Thaw.Pager.WorkingSets;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Engine;

/// <summary>What one process touched, another has before it asks.</summary>
public sealed class PrefetchTests
{
    private static readonly string[] Touches = ["value 70", "value 5", "value 6", "value 9", "value 40", "value 101"];

    [RequiresTheory("userfaultfd")]
    [InlineData("parallel")]
    [InlineData("ws-file")]
    [InlineData("reap")]
    public async Task A_recorded_working_set_spares_every_fault(string mode)
    {
        await using var scene = new PagerScene(100);
        var workingSet = scene.Record(Touches, morePages: 4);
        using var peer = scene.Restore(request => Name(request, mode, workingSet), morePages: 4);
        Assert.False(peer.Heard("prefetched").TryGetProperty("message", out _));
        Assert.Equal([71UL, 6, 7, 10, 41, 0], Touches.Select(touch => ulong.Parse(peer.Do(touch)!)));
        peer.Send("stream");
        var statistics = peer.Heard("end").GetProperty("statistics");
        Assert.Equal(0, statistics.GetProperty("faults").GetInt32());
        // Two pages lie between 6 and 9: they go in the same copy.
        Assert.Equal(8, statistics.GetProperty("prefetchedPages").GetInt32());
        Assert.Equal(4, statistics.GetProperty("prefetchCopies").GetInt32());
        Assert.Equal($"{100 * 101 / 2}", peer.Do("sum 0 104"));
    }

    [RequiresFact("userfaultfd")]
    public async Task A_trace_has_the_order_and_the_kind_of_the_first_touches()
    {
        await using var scene = new PagerScene(100);
        var trace = TouchTrace.Read(scene.Record(Touches, morePages: 4) + ".trace");
        var first = trace.Touches.Min(touch => touch.Address);
        Assert.Equal([65UL, 0, 1, 4, 35, 96], trace.Touches.Select(touch => (touch.Address - first) / PagerScene.PageBytes));
        Assert.Equal([false, false, false, false, false, true], trace.Touches.Select(touch => touch.IsZero));
        Assert.False(trace.IsCutShort);
    }

    [RequiresFact("userfaultfd")]
    public async Task A_damaged_working_set_is_not_used_and_the_pages_come_all_the_same()
    {
        await using var scene = new PagerScene(100);
        var workingSet = scene.Record(Touches, morePages: 4);
        var bytes = File.ReadAllBytes(workingSet);
        bytes[^100] ^= 1;
        File.WriteAllBytes(workingSet, bytes);
        using var peer = scene.Restore(request => Name(request, "reap", workingSet), morePages: 4);
        Assert.Contains("is damaged", peer.Heard("prefetched").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal($"{100 * 101 / 2}", peer.Do("sum 0 100"));
    }

    [RequiresFact("userfaultfd")]
    public async Task Another_snapshots_working_set_is_not_used()
    {
        await using var scene = new PagerScene(100);
        var workingSet = scene.Record(Touches, morePages: 4);
        using var peer = scene.Restore(request =>
        {
            Name(request, "reap", workingSet);
            request["label"] = "another";
        }, morePages: 4);
        Assert.Contains("belongs to another snapshot", peer.Heard("prefetched").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(71UL, peer.Value(70));
    }

    [RequiresFact("userfaultfd")]
    public async Task What_is_prefetched_is_not_recorded()
    {
        await using var scene = new PagerScene(100);
        var workingSet = scene.Record(Touches, morePages: 4);
        var refused = Assert.Throws<InvalidOperationException>(() => scene.Restore(request =>
        {
            Name(request, "reap", workingSet);
            request["recordTo"] = scene.PathOf("again");
        }));
        Assert.Contains("record in mode 'lazy'", refused.Message, StringComparison.Ordinal);
    }

    private static void Name(JsonObject request, string mode, string workingSet)
    {
        request["mode"] = mode;
        request["workingSet"] = workingSet;
    }
}
