using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Tests.HardInputs;

/// <summary>Functions that take what the instruments rest on: signals, hooks, descriptors, the recursion limit.</summary>
public sealed class InterferenceTests
{
    [Theory]
    [InlineData("for s in (signal.SIGURG, signal.SIGWINCH, signal.SIGCONT): signal.signal(s, lambda *a: None)")]
    [InlineData("signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())")]
    public void Taking_or_blocking_every_signal_costs_the_samples_alone(string statement)
    {
        using var function = new HardFunction(
            $$"""
            import signal
            def handler(event, context):
                {{statement}}
                return work()
            def work():
                return 1
            """);

        function.Report(out Recording recording);

        Assert.Equal("partial", recording.Pass("samples").State);
        Assert.Contains("takes or blocks every signal", recording.Pass("samples").Reason, StringComparison.Ordinal);
        Assert.Equal(["done", "done", "done"], recording.Manifest.Passes.Where(pass => pass.Name != "samples").Select(pass => pass.State));
        Assert.True(recording.Ran("work"));
    }

    [Fact]
    public void Other_signal_handlers_and_an_alarm_are_left_alone()
    {
        using var function = new HardFunction(
            """
            import signal
            def handler(event, context):
                came = []
                for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGPROF, signal.SIGALRM):
                    signal.signal(s, lambda number, frame: came.append(number))
                signal.setitimer(signal.ITIMER_REAL, 0.001)
                while signal.SIGALRM not in came: pass
                return 1
            """);

        function.RecordWhole();
    }

    [Fact]
    public void A_blocking_read_is_not_broken_by_the_ticks()
    {
        using var function = new HardFunction(
            """
            import os, threading
            def handler(event, context):
                read, write = os.pipe()
                threading.Timer(0.05, os.write, (write, b"x")).start()
                return os.read(read, 1).decode()
            """);

        function.RecordWhole();
    }

    /// <summary>Before 3.12 there is one profile hook, and it is the function's to take.</summary>
    [Theory]
    [InlineData("sys.setprofile(lambda *a: None)")]
    [InlineData("import cProfile; p = cProfile.Profile(); p.enable(); p.disable()")]
    public void A_function_that_takes_the_profile_hook_loses_the_usage_pass_and_no_other(string statement)
    {
        using var function = new HardFunction(
            $"import sys\ndef handler(event, context):\n    if event: {statement}\n    return work()\ndef work():\n    return 1\n",
            "[1]", "[]")
        { Python = "3.11" };

        function.Report(out Recording recording);

        Assert.Equal(["done", "done", "done", "partial"], recording.Manifest.Passes.Select(pass => pass.State));
        Assert.StartsWith("what event event0 uses is not known", recording.Pass("usage").Reason, StringComparison.Ordinal);
        Assert.Equal(["event1"], recording.Usage!.Events);
    }

    [Fact]
    public void A_trace_function_of_its_own_is_called_as_ever()
    {
        using var function = new HardFunction(
            """
            import sys
            def handler(event, context):
                lines = []
                def trace(frame, event, argument):
                    lines.append(event)
                    return trace
                sys.settrace(trace)
                work()
                sys.settrace(None)
                return lines
            def work():
                return 1
            """);

        Recording recording = function.RecordWhole();

        Assert.Single(recording.Baseline.Runs.Select(run => run.Outcome.ResultSha256).Distinct());
        Assert.True(recording.Ran("work"));
    }

    [Fact]
    public void A_recursion_that_just_fits_fits_with_every_instrument()
    {
        using var function = new HardFunction(
            """
            import sys
            def deeper(left):
                if left:
                    return deeper(left - 1)
                import leaf
                n = 0
                while n < 100000: n += 1
                return leaf.top()
            def handler(event, context):
                depth, frame = 0, sys._getframe()
                while frame: depth, frame = depth + 1, frame.f_back
                return deeper(1000 - depth - 30)
            """);
        function.Write("leaf.py", "def top():\n    return 1\n");

        Recording recording = function.RecordWhole();

        Assert.Equal("handler.py:5", recording.Cause("leaf"));
        Assert.True(recording.Ran("top"));
    }

    [Fact]
    public void A_recursion_error_that_the_function_catches_is_its_own()
    {
        using var function = new HardFunction(
            """
            def endless():
                return endless()
            def handler(event, context):
                for _ in range(50):
                    try:
                        endless()
                    except RecursionError:
                        pass
                return work()
            def work():
                return 1
            """);

        function.Report(out Recording recording);

        Assert.All(recording.Baseline.Runs, run => Assert.Equal("ok", run.Outcome.Kind));
        Assert.Equal("done", recording.Pass("samples").State);
        Assert.True(recording.Pass("usage").State != "done" || recording.Ran("work"));
    }

    [Theory]
    [InlineData("os.close(2)")]
    [InlineData("sys.stderr.close(); sys.stdout.close()")]
    [InlineData("os.closerange(0, 1024)")]
    [InlineData("os.closerange(0, 1024); kept = [os.open('/dev/zero', os.O_RDONLY) for _ in range(20)]")]
    public void Closed_descriptors_are_the_function_s_own_affair(string statement)
    {
        using var function = new HardFunction(
            $"import os, sys\n{statement}\nimport late\ndef handler(event, context):\n    import later\n    return 1\n");
        function.Write("late.py", "");
        function.Write("later.py", "");

        Recording recording = function.RecordWhole();

        Assert.Equal("handler.py:3", recording.Cause("late"));
        Assert.Equal("invoke", recording.Module("later").Phase);
    }

    [Fact]
    public void A_function_without_a_collector_and_with_no_callbacks_is_profiled()
    {
        using var function = new HardFunction(
            "import gc\ngc.disable()\ngc.callbacks.clear()\ngc.freeze()\nimport wave\ndef handler(event, context):\n    gc.collect()\n    return 1\n");

        Assert.Equal("handler.py:5", function.RecordWhole().Cause("wave"));
    }

    [Fact]
    public void A_function_that_goes_elsewhere_leaves_its_records_where_they_belong()
    {
        using var function = new HardFunction(
            """
            import os, sys
            os.chdir("/")
            sys.path[:] = [p for p in sys.path if p]
            sys.argv[:] = []
            import wave
            def handler(event, context):
                os.chdir("/proc/self")
                return os.getcwd()
            """);

        function.Report(out Recording recording);

        Assert.All(recording.Manifest.Passes, pass => Assert.Equal("done", pass.State));
        Assert.Equal("handler.py:5", recording.Cause("wave"));
    }

    [Fact]
    public void A_hundred_megabytes_on_both_outputs_are_swallowed()
    {
        using var function = new HardFunction(
            """
            import os, sys
            def handler(event, context):
                if event:
                    for _ in range(100):
                        os.write(1, b"o" * (1 << 20))
                        sys.stderr.write("e" * (1 << 20))
                return 1
            """, "1")
        { Options = new() { Runs = 1, InvocationsPerRun = 1, Passes = [] } };

        function.RecordWhole();
    }

    [Fact]
    public void An_event_of_five_megabytes_arrives_whole()
    {
        using var function = new HardFunction(
            "def handler(event, context):\n    assert len(event['items']) == 100000\n    return event\n",
            "{\"items\": [" + string.Join(',', Enumerable.Repeat("\"" + new string('ä', 25) + "\"", 100000)) + "]}");

        Recording recording = function.RecordWhole();

        Assert.Single(recording.Baseline.Runs.Select(run => run.Outcome.ResultSha256).Distinct());
    }
}
