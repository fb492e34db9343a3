using Thaw.Profiling.Recordings;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.HardInputs;

/// <summary>Functions that make processes, threads, event loops and interpreters.</summary>
public sealed class ProcessTests
{
    private static void AssertWhole(string handler, string ran)
    {
        using var function = new HardFunction(handler);
        Recording recording = function.RecordWhole();
        Assert.True(recording.Ran(ran));
    }

    [Fact]
    public void A_handler_that_forks_is_profiled_once() => AssertWhole(
        """
        import os
        def handler(event, context):
            child = os.fork()
            if not child:
                return "child"
            return only_parent(child)
        def only_parent(child):
            os.waitpid(child, 0)
            return "parent"
        """, "only_parent");

    [Fact]
    public void A_module_that_forks_when_it_is_imported_is_profiled_once() => AssertWhole(
        """
        import os
        if os.fork() == 0:
            os._exit(0)
        os.wait()
        def handler(event, context):
            return work()
        def work():
            return 1
        """, "work");

    [Fact]
    public void Threads_that_never_end_do_not_keep_the_process() => AssertWhole(
        """
        import threading
        forever = threading.Event()
        for daemon in (True, False):
            threading.Thread(target=forever.wait, daemon=daemon).start()
        def handler(event, context):
            return work()
        def work():
            return threading.active_count()
        """, "work");

    [Fact]
    public void A_thread_that_still_imports_at_the_end_leaves_a_profile()
    {
        using var function = new HardFunction(
            """
            import threading
            begun = threading.Event()
            def background():
                import slow
            def handler(event, context):
                threading.Thread(target=background, daemon=True).start()
                begun.wait()
                return 1
            """);
        function.Write("slow.py", "import handler, threading\nhandler.begun.set()\nthreading.Event().wait()\n");

        Recording recording = function.RecordWhole();

        Assert.DoesNotContain(recording.Imports!.Modules, module => module.Name.Length == 0);
        Assert.Equal("", recording.Cause("handler"));
    }

    [Fact]
    public void A_process_that_is_left_behind_ends_with_its_run()
    {
        using var function = new HardFunction(
            """
            import os, threading
            def handler(event, context):
                child = os.fork()
                if not child:
                    os.setsid()
                    threading.Event().wait()
                with open("pids", "a") as pids:
                    pids.write("%d\n" % child)
                return 1
            """);

        function.RecordWhole();

        string[] pids = File.ReadAllLines(Path.Combine(function.Root, "pids"));
        Assert.NotEmpty(pids);
        // Killed, though the last of them may still be on its way out.
        Assert.All(pids, pid => ProcessFacts.WaitUntilGone(int.Parse(pid)));
    }

    [Fact]
    public void A_handler_that_leaves_its_process_group_and_never_returns_is_killed()
    {
        using var function = new HardFunction(
            """
            import os, threading
            def handler(event, context):
                os.setpgid(0, os.getpgid(os.getppid()))
                threading.Event().wait()
            """)
        { Timeout = 0.1, Options = HardFunction.Impatient };

        function.Report(out Recording recording);

        Assert.Contains(recording.Baseline.Runs, run => run.Outcome.Kind == "timeout");
    }

    [Fact]
    public void Asyncio_with_its_own_wake_up_descriptor_is_sampled() => AssertWhole(
        """
        import asyncio, signal
        async def work():
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGTERM, print)
            await asyncio.gather(*(asyncio.sleep(0.001) for _ in range(20)))
            return 1
        def handler(event, context):
            return asyncio.run(work())
        """, "work");

    [Theory]
    [InlineData("fork")]
    [InlineData("spawn")]
    [InlineData("forkserver")]
    public void Multiprocessing_works_and_writes_nothing_beside_the_sources(string method)
    {
        using var function = new HardFunction(
            $$"""
            import multiprocessing
            import helper
            def handler(event, context):
                with multiprocessing.get_context("{{method}}").Pool(2) as pool:
                    return pool.map(helper.twice, [1, 2])
            """);
        function.Write("helper.py", "def twice(n):\n    return 2 * n\n");

        Recording recording = function.RecordWhole();

        Assert.True(recording.Ran("handler"));
        Assert.False(Directory.Exists(Path.Combine(function.Root, "__pycache__")));
    }

    [RequiresFact("python3.13")]
    public void Subinterpreters_are_followed_where_they_are_called()
    {
        using HardFunction function = Subinterpreters("_interpreters", "3.13");

        Recording recording = function.RecordWhole();

        Assert.True(recording.Ran("handler"));
        Assert.DoesNotContain(recording.Imports!.Modules, load => load.Name == "json");
    }

    /// <summary>There tracemalloc and a second interpreter wait for each other for ever.</summary>
    [RequiresFact("python3.11")]
    public void Subinterpreters_cost_the_heap_bytes_on_3_11()
    {
        using HardFunction function = Subinterpreters("_xxsubinterpreters", "3.11");

        function.Report(out Recording recording);

        Assert.Equal(["done", "partial", "done", "done"], recording.Manifest.Passes.Select(pass => pass.State));
        Assert.Contains("heap bytes are missing", recording.Pass("imports").Reason, StringComparison.Ordinal);
        Assert.Equal("handler.py:1", recording.Cause("wave"));
        Assert.NotEmpty(recording.Imports!.Edges);
    }

    private static HardFunction Subinterpreters(string module, string python) => new(
        $$"""
        import wave, {{module}} as interpreters
        def handler(event, context):
            other = interpreters.create()
            interpreters.run_string(other, "import json; json.dumps([1])")
            interpreters.destroy(other)
            return 1
        """)
    {
        Python = python,
        Timeout = 0.2,
        Options = HardFunction.Impatient with { InvocationGrace = TimeSpan.FromSeconds(8) },
    };
}
