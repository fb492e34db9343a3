using Thaw.Profiling.Recordings;
using Thaw.Profiling.Reports;

namespace Thaw.Profiling.Tests.HardInputs;

/// <summary>Invocations that end otherwise than by returning.</summary>
public sealed class EndingTests
{
    private const string Choosing =
        """
        import ctypes, os, sys, threading
        import wave
        def work():
            return 1
        def handler(event, context):
            how = event.get("how")
            if how == "crash": ctypes.string_at(0)
            if how == "exit": os._exit(7)
            if how == "hang": threading.Event().wait()
            if how == "exec": os.execv("/bin/sh", ["sh", "-c", "exit 8"])
            if how == "quit": sys.exit(3)
            if how == "raise": raise RuntimeError("as told")
            if how == "kill": os.kill(os.getpid(), 9)
            if how == "interrupt": raise KeyboardInterrupt
            return work()
        """;

    [Theory]
    [InlineData("crash", "signal", "event event0 was killed by signal 11 (SIGSEGV)")]
    [InlineData("exit", "exit", "event event0 ended the process with exit code 7")]
    [InlineData("exec", "exit", "event event0 ended the process with exit code 8")]
    [InlineData("kill", "signal", "event event0 was killed by signal 9 (SIGKILL)")]
    [InlineData("hang", "timeout", "event event0 did not return in time")]
    public void An_event_that_ends_its_process_costs_only_its_own_part(string how, string kind, string reason)
    {
        using var function = new HardFunction(Choosing, $$"""{"how": "{{how}}"}""", "{}") { Timeout = how == "hang" ? 3 : 30, Options = HardFunction.Impatient };

        ProfileReport report = function.Report(out Recording recording);

        Assert.Equal([kind, "ok"], recording.Baseline.Runs.Select(run => run.Outcome.Kind).Distinct().Order().Reverse().OrderBy(item => item == "ok"));
        Assert.Single(recording.Baseline.Runs, run => run.Event == "event0");
        Assert.Equal("done", recording.Pass("baseline").State);
        foreach (string pass in (string[])["imports", "samples", "usage"])
        {
            Assert.Equal("partial", recording.Pass(pass).State);
            Assert.StartsWith(reason + ": ", recording.Pass(pass).Reason, StringComparison.Ordinal);
        }

        Assert.Equal("handler.py:2", recording.Cause("wave"));
        Assert.True(recording.Ran("work"));
        Assert.Equal(["event1"], recording.Usage!.Events);
        Assert.Contains(report.Notes, note => note.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_every_event_crashes_init_is_profiled_and_nothing_is_called_unused()
    {
        using var function = new HardFunction(Choosing, """{"how": "crash"}""");

        ProfileReport report = function.Report(out Recording recording);

        Assert.Equal(["error", "signal"], recording.Baseline.Runs.Select(run => run.Outcome.Kind).Distinct());
        Assert.Equal("partial", recording.Pass("baseline").State);
        Assert.Equal("partial", recording.Pass("imports").State);
        Assert.Equal("handler.py:2", recording.Cause("wave"));
        Assert.Equal("failed", recording.Pass("usage").State);
        Assert.Contains("no event is left", recording.Pass("usage").Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Findings, finding => finding.Pattern == "C1");
    }

    [Theory]
    [InlineData("raise", "error", "RuntimeError: as told")]
    [InlineData("quit", "exit", "SystemExit: 3")]
    [InlineData("interrupt", "exit", "KeyboardInterrupt")]
    public void What_the_handler_raises_is_its_answer_and_every_pass_goes_on(string how, string kind, string message)
    {
        using var function = new HardFunction(Choosing, $$"""{"how": "{{how}}"}""");

        function.Report(out Recording recording);

        Assert.All(recording.Baseline.Runs, run => Assert.Equal(kind, run.Outcome.Kind));
        Assert.StartsWith(message, recording.Baseline.Runs[0].Outcome.Message, StringComparison.Ordinal);
        Assert.All(recording.Manifest.Passes, pass => Assert.Equal("done", pass.State));
        Assert.Equal("handler.py:2", recording.Cause("wave"));
    }

    [Theory]
    [InlineData("{1, 2}", "set")]
    [InlineData("b'x'", "bytes")]
    [InlineData("1j", "complex")]
    [InlineData("handler.__code__", "code")]
    [InlineData("{(1, 2): 3}", "keys must be str")]
    [InlineData("[object()]", "object")]
    [InlineData("later()", "coroutine")]
    public void A_result_that_is_not_json_is_an_error_that_says_so(string result, string expected)
    {
        using var function = new HardFunction($"async def later(): pass\ndef handler(event, context):\n    return {result}\n");

        function.Report(out Recording recording);

        Assert.All(recording.Baseline.Runs, run => Assert.Equal("error", run.Outcome.Kind));
        Assert.StartsWith("the result is not JSON: ", recording.Baseline.Runs[0].Outcome.Message, StringComparison.Ordinal);
        Assert.Contains(expected, recording.Baseline.Runs[0].Outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_contains_itself_is_an_error_that_says_so()
    {
        using var function = new HardFunction("def handler(event, context):\n    a = []\n    a.append(a)\n    return a\n");

        function.Report(out Recording recording);

        Assert.Contains("Circular reference", recording.Baseline.Runs[0].Outcome.Message, StringComparison.Ordinal);
    }
}
