using Thaw.Pager.Tests.Peers;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Engine;

/// <summary>A process never waits for ever, and never goes on with pages that are not its own.</summary>
public sealed class FailureTests
{
    private const int Killed = 9;

    [RequiresFact("userfaultfd")]
    public async Task A_snapshot_that_was_cut_off_ends_the_process_and_not_the_pager()
    {
        await using var scene = new PagerScene(64);
        using var hurt = scene.Restore();
        using (var file = File.OpenWrite(scene.Snapshot))
            file.SetLength(8 * PagerScene.PageBytes);
        Assert.Equal(3UL, hurt.Value(2));
        Assert.Null(hurt.Do("value 60"));
        Assert.Equal(Killed, hurt.WaitForDeath());
        // It is refused now, not found out later.
        Assert.Contains("needs more of", Assert.Throws<InvalidOperationException>(() => scene.Restore()).Message, StringComparison.Ordinal);
    }

    [RequiresFact("userfaultfd")]
    public async Task A_process_that_dies_while_it_waits_ends_its_restore()
    {
        await using var scene = new PagerScene(64);
        using (var peer = scene.Restore())
            Assert.Equal(2UL, peer.Value(1));
        ProcessFacts.WaitUntil(() => scene.Server.Connections == 0, "the restore goes on without its process");
    }

    [RequiresFact("userfaultfd")]
    public async Task A_pager_that_ends_takes_with_it_who_still_needs_it()
    {
        await using var scene = new PagerScene(64);
        using var peer = scene.Restore();
        using var complete = scene.Restore(request => request["stream"] = true);
        complete.Heard("end");
        await scene.Server.DisposeAsync();
        Assert.Equal(Killed, peer.WaitForDeath());
        Assert.Equal(64UL, complete.Value(63));
    }
}
