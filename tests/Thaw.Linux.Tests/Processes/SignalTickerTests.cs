using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Processes;

public sealed class SignalTickerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Signals_arrive_and_are_counted()
    {
        // The child ends by itself after its tenth signal; without ticks it would never end.
        var ready = _folder.Fifo("ready");
        using var child = ChildProcess.Spawn(ChildProcessTests.Shell(
            "n=0; trap 'n=$((n+1))' URG; echo up > \"$0\"; while [ $n -lt 10 ]; do :; done; exit $n") with
        { ArgumentZero = ready });
        File.ReadAllText(ready);
        using var ticker = new SignalTicker(child, Signals.Urgent, 250);
        Assert.Equal(10, child.WaitForExit(TimeSpan.FromSeconds(60)).ExitCode);
        ticker.Stop();
        Assert.True(ticker.Sent >= 10);
    }

    [Fact]
    public void It_ends_with_the_child_and_stops_twice()
    {
        using var child = ChildProcess.Spawn(ChildProcessTests.Sleeper());
        using var ticker = new SignalTicker(child, Signals.WindowChange, 1000);
        child.KillGroup();
        ticker.Stop();
        var sent = ticker.Sent;
        ticker.Stop();
        Assert.Equal(sent, ticker.Sent);
    }

    [Fact]
    public void Rates_out_of_range_are_refused()
    {
        using var child = ChildProcess.Spawn(ChildProcessTests.Sleeper());
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalTicker(child, Signals.Urgent, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignalTicker(child, Signals.Urgent, 10_001));
    }
}
