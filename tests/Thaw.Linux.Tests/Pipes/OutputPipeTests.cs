using System.Text;
using Thaw.Linux.Pipes;

namespace Thaw.Linux.Tests.Pipes;

/// <summary>What comes out of a pipe, and when one is told.</summary>
public sealed class OutputPipeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_is_written_is_told_of_and_the_end_as_well()
    {
        var (ours, theirs) = OutputPipe.Create();
        using var reading = ours;
        var got = new StringBuilder();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var buffer = new byte[3];
        ours.Watch(() =>
        {
            if (ours.TryRead(buffer) is not { } read)
                return true;
            if (read == 0)
                end.SetResult();
            got.Append(Encoding.ASCII.GetString(buffer, 0, read));
            first.TrySetResult();
            return read > 0;
        });
        using var writer = new FileStream(theirs, FileAccess.Write, 0);
        writer.Write("one"u8);
        await first.Task.WaitAsync(Patience);
        writer.Write("two three"u8);
        writer.Dispose();
        await end.Task.WaitAsync(Patience);
        Assert.Equal("onetwo three", got.ToString());
    }

    [Fact]
    public void It_says_when_there_is_nothing_and_when_nothing_will_come()
    {
        var (ours, theirs) = OutputPipe.Create();
        using (ours)
        {
            Assert.Null(ours.TryRead(new byte[1]));
            theirs.Dispose();
            Assert.Equal(0, ours.TryRead(new byte[1]));
        }
    }

    [Fact]
    public async Task One_that_is_closed_tells_nothing_and_hinders_no_other()
    {
        var told = false;
        var (gone, theirs) = OutputPipe.Create();
        gone.Watch(() => told = true);
        gone.Dispose();
        theirs.Dispose();
        var (ours, others) = OutputPipe.Create();
        using var reading = ours;
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ours.Watch(() => !heard.TrySetResult());
        using var writer = new FileStream(others, FileAccess.Write, 0);
        writer.Write("x"u8);
        await heard.Task.WaitAsync(Patience);
        Assert.False(told);
    }
}
