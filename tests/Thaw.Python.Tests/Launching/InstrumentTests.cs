using Thaw.Functions;
using Thaw.Linux.Processes;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Python.Tests.Launching;

/// <summary>The instruments in the agent, on every generation of interpreters that differs for them.</summary>
public sealed class InstrumentTests
{
    private const string Chain =
        """
        import first
        from package import inner
        def handler(event, context):
            if event.get("late"):
                import late
            return 1
        """;

    private static TestFunction ChainFunction(string python)
    {
        var function = new TestFunction(Chain, python, FunctionKind.Handler, "{}", """{"late": true}""");
        function.Write("first.py", "x = 1\n\nimport second\n");
        function.Write("second.py", "import importlib\nimportlib.import_module('third')\n");
        function.Write("third.py", "try:\n    import missing_everywhere\nexcept ImportError:\n    pass\nimport first\n");
        function.Write("late.py", "");
        function.Write("package/__init__.py", "");
        function.Write("package/inner.py", "from . import sibling\n");
        function.Write("package/sibling.py", "");
        return function;
    }

    [RequiresFact("python3.11")]
    public void Loads_name_the_statement_that_caused_them_on_3_11() => AssertLoads("3.11");

    [RequiresFact("python3.13")]
    public void Loads_name_the_statement_that_caused_them_on_3_13() => AssertLoads("3.13");

    [RequiresFact("python3.15")]
    public void Loads_name_the_statement_that_caused_them_on_3_15() => AssertLoads("3.15");

    private static void AssertLoads(string python)
    {
        using TestFunction function = ChainFunction(python);

        foreach (AgentMode mode in new[] { AgentMode.Time, AgentMode.Resident, AgentMode.Edges })
        {
            AgentRun run = function.Run(mode, 1);
            object?[][] loads = [.. TestFunction.Records(run, "loads")];

            Assert.Equal(("handler", "", 0L), Cause(loads, "handler") with { File = "", Line = 0 });
            Assert.Equal(("handler", "handler.py", 1L), Cause(loads, "first"));
            Assert.Equal(("first", "first.py", 3L), Cause(loads, "second"));
            Assert.Equal(("second", "second.py", 2L), Cause(loads, "third"));
            Assert.Equal(("third", "third.py", 2L), Cause(loads, "missing_everywhere"));
            Assert.Equal(("handler", "handler.py", 2L), Cause(loads, "package"));
            Assert.Equal(("package.inner", "inner.py", 1L), Cause(loads, "package.sibling"));
            Assert.Equal(("", "handler.py", 5L), Cause(loads, "late"));
            Assert.Equal("invoke", Load(loads, "late")[3]);
            Assert.Equal(true, Load(loads, "missing_everywhere")[9]);
            Assert.Equal(false, Load(loads, "third")[9]);
        }
    }

    private static object?[] Load(object?[][] loads, string name) => Assert.Single(loads, load => (string)load[0]! == name);

    private static (string Outer, string File, long Line) Cause(object?[][] loads, string name)
    {
        object?[] load = Load(loads, name);
        long outer = (long)load[1]!;
        var where = (object?[])load[2]!;
        string importer = outer < 0 ? "" : (string)loads[outer][0]!;
        return (name == "handler" ? "handler" : importer, Path.GetFileName((string)where[0]!), (long)where[1]!);
    }

    [Fact]
    public void Statements_that_find_their_module_loaded_are_followed_too()
    {
        using TestFunction function = ChainFunction("3.11");

        object?[][] edges = [.. TestFunction.Records(function.Run(AgentMode.Edges, 0), "edges")];

        object?[] again = Assert.Single(edges, edge => (string)edge[1]! == Path.Combine(function.Root, "third.py") && (long)edge[2]! == 5);
        Assert.Equal(["first"], (object?[])again[5]!);
        object?[] from = Assert.Single(edges, edge => (string)edge[1]! == Path.Combine(function.Root, "handler.py") && (long)edge[2]! == 2);
        Assert.Equal(["package", "package.inner"], (object?[])from[5]!);
    }

    [Fact]
    public void Self_times_the_collector_linking_and_the_tracer_make_up_the_whole_of_the_loads()
    {
        using var function = new TestFunction("import json, decimal, ssl, asyncio\ndef handler(event, context):\n    return 1\n");

        AgentRun run = function.Run(AgentMode.Time, 0);

        var totals = TestFunction.Records(run, "totals").First();
        long nested = (long)totals[2]!;
        long parts = TestFunction.Records(run, "loads").Sum(load => (long)load[5]! + (long)load[6]! + (long)load[7]!) + (long)totals[4]!;
        Assert.InRange(parts, nested * 99 / 100, nested * 101 / 100);
        Assert.InRange(nested, 1, run.Init!.EndNs - run.Init.StartNs);
    }

    [Fact]
    public void The_import_system_s_tracebacks_show_no_frame_of_the_tracer()
    {
        using var function = new TestFunction(
            """
            import traceback
            try:
                import missing_everywhere
            except ImportError:
                TEXT = traceback.format_exc()
            def handler(event, context):
                return TEXT
            """);
        string plain = (string)function.Run(AgentMode.Baseline, 0).Results[0].Data!;

        Assert.Equal(plain, function.Run(AgentMode.Time, 0).Results[0].Data);
    }

    [RequiresFact("python3.11")]
    public void Usage_counts_what_ran_once_on_3_11() => AssertUsage("3.11", "sys.setprofile");

    [RequiresFact("python3.13")]
    public void Usage_counts_what_ran_once_on_3_13() => AssertUsage("3.13", "sys.monitoring");

    [RequiresFact("python3.15")]
    public void Usage_counts_what_ran_once_on_3_15() => AssertUsage("3.15", "sys.monitoring");

    private static void AssertUsage(string python, string mechanism)
    {
        using var function = new TestFunction(
            """
            import math, threading
            def at_import(): pass
            def in_thread(): return math.hypot(3, 4)
            def once(): pass
            def never(): pass
            at_import()
            def handler(event, context):
                once()
                t = threading.Thread(target=in_thread); t.start(); t.join()
                return 1
            """,
            python);

        AgentRun run = function.Launcher.Run(new LaunchRequest { Mode = AgentMode.Usage, Invocations = [0], WholeInit = true });
        AgentRun later = function.Run(AgentMode.Usage, 0);

        Assert.Equal(mechanism, run.Records["usage"][1]);
        object?[][] found = [.. TestFunction.Records(run, "usage", at: 2)];
        // Another process need not tell init again, and tells the same of the invocation. What threading
        // itself runs is left out: it depends on which of both threads comes first (Event.wait makes a lock or not).
        Assert.Equal(Invoked(found), Invoked(TestFunction.Records(later, "usage", at: 2)));
        Assert.Equal(["invoke"], Phases("handler", "once"));
        Assert.Equal(["invoke"], Phases("handler", "in_thread"));
        Assert.Equal(["init"], Phases("handler", "at_import"));
        Assert.Equal(["invoke"], Phases("math", "hypot"));
        Assert.Empty(Phases("handler", "never"));
        object?[] once = found.Single(item => (string)item[3]! == "once");
        Assert.Equal(["handler", "once"], ((object?[])once[7]!).Select(frame => (string)((object?[])frame!)[2]!));

        static IEnumerable<(object?, object?)> Invoked(IEnumerable<object?[]> records) => records
            .Where(item => (string)item[0]! == "invoke" && (string)item[2]! is "handler" or "math")
            .Select(item => (item[2], item[3]))
            .Order();

        string[] Phases(string module, string name) =>
            [.. found.Where(item => (string)item[2]! == module && (string)item[3]! == name).Select(item => (string)item[0]!)];
    }

    [RequiresFact("python3.11")]
    public void Samples_hold_the_stacks_of_all_threads_on_3_11() => AssertSamples("3.11");

    [RequiresFact("python3.13")]
    public void Samples_hold_the_stacks_of_all_threads_on_3_13() => AssertSamples("3.13");

    [RequiresFact("python3.15")]
    public void Samples_hold_the_stacks_of_all_threads_on_3_15() => AssertSamples("3.15");

    private static void AssertSamples(string python)
    {
        using var function = new TestFunction(
            """
            import threading, time
            def busy(until):
                while time.monotonic() < until: pass
            def wait(until):
                time.sleep(max(0, until - time.monotonic()))
            def handler(event, context):
                until = time.monotonic() + 0.4
                t = threading.Thread(target=wait, args=(until,)); t.start()
                busy(until)
                t.join()
                return threading.active_count()
            """,
            python);

        // On a machine that is very busy a whole invocation may pass between two ticks.
        AgentRun run = function.Run(AgentMode.Samples, 0);
        for (var tries = 1; tries < 10 && TicksInside(run) < 3; tries++)
            run = function.Run(AgentMode.Samples, 0);

        Assert.Equal(1L, run.Results[0].Data); // no thread of ours
        var codes = TestFunction.Records(run, "codes").ToDictionary(code => (long)code[0]!, code => (string)code[2]!);
        object?[][] stacks = [.. TestFunction.Records(run, "stacks")];
        var samples = ((object?[])run.Records["samples"][1]!).Cast<long>().Chunk(5).ToArray();
        Assert.Contains(samples, sample => sample[1] == 0 && Innermost(sample).Contains("busy"));
        Assert.Contains(samples, sample => sample[1] != 0 && Innermost(sample).Contains("wait"));
        AgentPhase phase = run.Invocations.First();
        // Ticks come late on a busy machine, but no time is lost between two: it is either sampled or the handler's own.
        long[][] ticks = [.. samples.Where(sample => sample[1] == 0)];
        long[] spans = [.. ((object?[])run.Records["spans"][1]!).Cast<long>()];
        int[] inPhase = [.. Enumerable.Range(1, ticks.Length - 1).Where(tick => ticks[tick - 1][2] >= phase.StartNs && ticks[tick][3] <= phase.EndNs)];
        Assert.NotEmpty(inPhase);
        Assert.All(inPhase, tick => Assert.Equal(ticks[tick][2] - ticks[tick - 1][3], spans[tick - 1]));
        Assert.NotEmpty(run.TicksNs);

        static int TicksInside(AgentRun run)
        {
            AgentPhase phase = run.Invocations.First();
            return ((object?[])run.Records["samples"][1]!).Cast<long>().Chunk(5).Count(sample => sample[1] == 0 && sample[2] >= phase.StartNs && sample[3] <= phase.EndNs);
        }

        string[] Innermost(long[] sample) =>
            [.. stacks[sample[0]].Where((_, index) => index % 2 == 0).Select(code => codes[(long)code!])];
    }

    [Fact]
    public void A_function_that_takes_the_signal_is_noticed()
    {
        using var function = new TestFunction(
            "import signal\ndef handler(event, context):\n    signal.signal(signal.SIGURG, lambda *a: None)\n    return 1\n");

        AgentRun taken = function.Run(AgentMode.Samples, 0);
        AgentRun other = function.Launcher.Run(new LaunchRequest { Mode = AgentMode.Samples, Invocations = [0], Signal = Signals.WindowChange });

        Assert.Equal([true, false], TestFunction.Records(taken, "sampled").Select(phase => (bool)phase[6]!));
        Assert.Equal([true, true], TestFunction.Records(other, "sampled").Select(phase => (bool)phase[6]!));
    }

    [Fact]
    public void A_function_that_replaces_itself_does_not_die_of_the_ticks()
    {
        using var function = new TestFunction(
            "import os, sys\ndef handler(event, context):\n    os.execv('/bin/sh', ['sh', '-c', 'read x </dev/zero & sleep 0.2; exit 9'])\n");

        AgentRun run = function.Run(AgentMode.Samples, 0);

        Assert.Equal(9, run.Exit!.Value.ExitCode);
    }
}
