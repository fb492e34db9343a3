using System.Text.Json.Nodes;
using Thaw.Pager.Tests.Peers;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Engine;

/// <summary>A process gets the pages that it touches, whatever it does with its memory meanwhile.</summary>
public sealed class DemandTests
{
    [RequiresTheory("userfaultfd")]
    [InlineData("map")]
    [InlineData("read")]
    [InlineData("direct")]
    public async Task Each_page_comes_from_its_place_when_it_is_touched(string access)
    {
        await using var scene = new PagerScene(300);
        using var peer = scene.Restore(
            request => request["sources"] = new JsonArray(new JsonObject { ["file"] = scene.Snapshot, ["access"] = access }), morePages: 3);
        Assert.Equal(300UL, peer.Value(299));
        Assert.Equal(1UL, peer.Value(0));
        Assert.Equal("18", peer.Do("through_the_kernel 17"));
        Assert.Equal(0UL, peer.Value(302));
        Assert.Equal($"{300 * 301 / 2}", peer.Do("sum 0 300"));
    }

    [RequiresFact("userfaultfd")]
    public async Task Memory_that_was_given_back_reads_as_zeros_even_after_all_is_streamed()
    {
        await using var scene = new PagerScene(64);
        using var peer = scene.Restore();
        Assert.Equal(11UL, peer.Value(10));
        // Ten that are there, ten that are not.
        Assert.Equal("0", peer.Do("drop 0 20"));
        Assert.Equal(0UL, peer.Value(10));
        peer.Send("stream");
        Assert.Equal("complete", peer.Heard("end").GetProperty("outcome").GetString(), ignoreCase: true);
        Assert.Equal("0", peer.Do("sum 0 20"));
        Assert.Equal($"{(64 * 65 / 2) - (20 * 21 / 2)}", peer.Do("sum 20 64"));
    }

    [RequiresFact("userfaultfd")]
    public async Task Pages_follow_a_mapping_that_moves_and_go_with_one_that_is_unmapped()
    {
        await using var scene = new PagerScene(64);
        using var peer = scene.Restore();
        Assert.Equal("0", peer.Do("move 8 16"));
        Assert.Equal("0", peer.Do("unmap 40 8"));
        Assert.Equal($"{24 * 25 / 2}", peer.Do("sum 0 24"));
        peer.Send("stream");
        var statistics = peer.Heard("end").GetProperty("statistics");
        Assert.Equal(24, statistics.GetProperty("faults").GetInt32());
        Assert.Equal(64 - 8 - 24, statistics.GetProperty("streamedPages").GetInt32());
        Assert.Equal($"{(40 * 41 / 2) - (24 * 25 / 2)}", peer.Do("sum 24 40"));
    }

    [RequiresFact("userfaultfd")]
    public async Task A_forked_process_gets_its_own_copies()
    {
        await using var scene = new PagerScene(32);
        using var peer = scene.Restore();
        Assert.Equal("6", peer.Do("in_child 5"));
        Assert.Equal(6UL, peer.Value(5));
        Assert.Equal("attached", peer.Heard().GetProperty("type").GetString());
        peer.Send("stream");
        peer.Heard("end");
        Assert.Equal($"{32 * 33 / 2}", peer.Do("sum 0 32"));
    }

    [RequiresFact("userfaultfd")]
    public async Task What_was_not_asked_for_is_streamed_and_the_process_needs_the_pager_no_more()
    {
        await using var scene = new PagerScene(1000);
        using var peer = scene.Restore(request => request["stream"] = true);
        var end = peer.Heard("end");
        Assert.Equal(1000, end.GetProperty("statistics").GetProperty("streamedPages").GetInt32());
        await scene.Server.DisposeAsync();
        Assert.Equal($"{1000 * 1001 / 2}", peer.Do("sum 0 1000"));
    }
}
