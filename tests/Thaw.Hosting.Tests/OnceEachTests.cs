namespace Thaw.Hosting.Tests;

public sealed class OnceEachTests
{
    [Fact]
    public async Task Threads_that_ask_at_the_same_time_get_what_was_made_once()
    {
        var once = new OnceEach<string, object>();
        var made = 0;
        using var inside = new ManualResetEventSlim();
        using var ready = new Barrier(5);
        var asked = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                ready.SignalAndWait();
                return once.Get("a", _ =>
                {
                    Interlocked.Increment(ref made);
                    inside.Wait();
                    return new object();
                });
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        ready.SignalAndWait();
        inside.Set();
        var answers = await Task.WhenAll(asked);
        Assert.Equal((1, 1), (made, answers.Distinct().Count()));
        Assert.Equal(["a"], once.Keys);
    }

    [Fact]
    public void A_failure_is_not_kept_and_what_is_forgotten_is_made_again()
    {
        var once = new OnceEach<string, int>();
        Assert.Throws<IOException>(() => once.Get("a", _ => throw new IOException("full")));
        Assert.Equal(1, once.Get("a", _ => 1));
        Assert.Equal(1, once.Get("a", _ => 2));
        once.Forget("a");
        Assert.Equal(3, once.Get("a", _ => 3));
    }
}
