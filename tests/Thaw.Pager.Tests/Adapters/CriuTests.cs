using Thaw.Pager.Engine;
using Thaw.Pager.Tests.Peers;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Adapters;

/// <summary>CRIU's restores, through the client that hosts use, with a process that plays CRIU well and badly.</summary>
public sealed class CriuTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly PagerServer _server;

    public CriuTests() => _server = PagerServer.Start(_folder.PathOf("pager.sock"), new PagerSettings());

    public void Dispose()
    {
        _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _folder.Dispose();
    }

    [RequiresFact("userfaultfd")]
    public async Task A_process_is_restored_on_demand_recorded_and_then_from_its_working_set()
    {
        var workingSet = _folder.PathOf("working-set");
        using (var scene = new CriuScene())
        {
            await using var restore = await PagerClient.RestoreAsync(_server.SocketPath, scene.Request with { RecordTo = workingSet });
            Assert.Equal("done", scene.HandOver("all"));
            Assert.Equal("21", scene.Do("sum 9 11"));
            Assert.Equal("0", scene.Do("sum 18 19"));
            Assert.Equal(new RecordedSet(3, 3, 2 * PagerScene.PageBytes, false), await restore.StopRecordingAsync().WaitAsync(Limit));
        }
        using var again = new CriuScene();
        await using var quick = await PagerClient.RestoreAsync(
            _server.SocketPath, again.Request with { Mode = "reap", WorkingSet = workingSet, StreamAtOnce = true });
        Assert.Equal("done", again.HandOver("all"));
        Assert.Null(await quick.Prefetched.WaitAsync(Limit));
        var end = await quick.Completion.WaitAsync(Limit);
        Assert.Equal((PagingOutcome.Complete, null, 0, 3, 14), (end.Outcome, end.Message, end.Statistics.Faults, end.Statistics.PrefetchedPages, end.Statistics.StreamedPages));
        Assert.Equal($"{16 * 17 / 2}", again.Do("sum 0 20"));
    }

    [RequiresTheory("userfaultfd")]
    [InlineData("no-descriptor", "without its userfaultfd")]
    [InlineData("pid", "hung up before")]
    [InlineData("unfinished", "hung up before")]
    public async Task A_hand_over_that_breaks_off_ends_the_process(string upto, string why)
    {
        using var scene = new CriuScene();
        await using var restore = await PagerClient.RestoreAsync(_server.SocketPath, scene.Request);
        scene.HandOver(upto);
        scene.Do("hang-up");
        var end = await restore.Completion.WaitAsync(Limit);
        Assert.Equal(PagingOutcome.Failed, end.Outcome);
        Assert.Contains(why, end.Message, StringComparison.Ordinal);
        Assert.True(scene.Process.WaitForExit(Limit));
        Assert.False(File.Exists(scene.PathOf("lazy-pages.socket")));
    }

    [RequiresFact("userfaultfd")]
    public async Task A_client_that_hangs_up_before_CRIU_came_takes_the_process_with_it()
    {
        using var scene = new CriuScene();
        await (await PagerClient.RestoreAsync(_server.SocketPath, scene.Request)).DisposeAsync();
        Assert.True(scene.Process.WaitForExit(Limit));
    }

    [RequiresFact("userfaultfd")]
    public async Task A_pager_that_is_killed_takes_the_process_with_it_instead_of_leaving_it_zeros()
    {
        using var scene = new CriuScene();
        var socket = _folder.PathOf("killed.sock");
        using var pager = PagerHost.Start(socket);
        await using var restore = await PagerClient.RestoreAsync(socket, scene.Request);
        Assert.Equal("done", scene.HandOver("all"));
        Assert.Equal("3", scene.Do("sum 0 2"));
        pager.Kill();
        // The process asks for a page that never comes: it dies in that, or before.
        Assert.Null(scene.Do("sum 2 16"));
        var end = await restore.Completion.WaitAsync(Limit);
        Assert.Equal((PagingOutcome.Failed, "the pager has ended"), (end.Outcome, end.Message));
    }

    [RequiresFact("userfaultfd")]
    public async Task Images_that_are_not_there_are_named()
    {
        using var scene = new CriuScene();
        var request = scene.Request with { Images = "/nowhere" };
        var refused = await Assert.ThrowsAsync<PagerException>(() => PagerClient.RestoreAsync(_server.SocketPath, request));
        Assert.Contains("/nowhere", refused.Message, StringComparison.Ordinal);
    }
}
