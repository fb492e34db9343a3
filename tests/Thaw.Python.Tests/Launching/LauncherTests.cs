using Thaw.Functions;
using Thaw.Linux.Processes;
using Thaw.Python.Launching;

namespace Thaw.Python.Tests.Launching;

/// <summary>One process, one record: with real interpreters.</summary>
public sealed class LauncherTests
{
    [Fact]
    public void A_handler_gets_the_event_and_a_context_and_its_result_comes_back()
    {
        using var function = new TestFunction(
            """
            def handler(event, context):
                assert context.get_remaining_time_in_millis() <= 30000
                return {"event": event, "name": context.function_name, "memory": context.memory_limit_in_mb}
            """,
            events: """{"n": [1, 2.5, null, "ä"]}""");

        AgentRun run = function.Run(AgentMode.Baseline, 0, 0);

        Assert.Equal(["init", "invoke", "invoke"], run.Phases.Select(phase => phase.Name));
        Assert.All(run.Phases, phase => Assert.Null(phase.Error));
        var result = (Dictionary<object, object?>)run.Results[0].Data!;
        Assert.Equal("test", result["name"]);
        Assert.Equal("128", result["memory"]);
        Assert.Equal([1L, 2.5, null, "ä"], (object?[])((Dictionary<object, object?>)result["event"]!)["n"]!);
        Assert.True(run.Complete);
        Assert.Equal(0, run.Exit!.Value.ExitCode);
    }

    [Fact]
    public void Phases_follow_each_other_on_one_clock()
    {
        using var function = new TestFunction("def handler(event, context):\n    return 1\n");
        long before = MonotonicClock.NowNs;

        AgentRun run = function.Run(AgentMode.Baseline, 0);

        long[] moments =
        [
            before, run.SpawnedAtNs, run.FirstLineNs, run.ReadyNs,
            .. run.Phases.SelectMany(phase => new[] { phase.StartNs, phase.EndNs }), MonotonicClock.NowNs,
        ];
        Assert.Equal(moments.Order(), moments);
        Assert.True(run.InitMemory!.RssBytes > 1 << 20);
        Assert.True(run.InvocationMemory!.PeakRssBytes >= run.InvocationMemory.RssBytes);
    }

    /// <summary>Whatever the launcher imported would be free for the function, and so hidden from its profile.</summary>
    [Fact]
    public void The_function_finds_nothing_loaded_that_a_bare_interpreter_does_not_load()
    {
        const string Listing = "sorted(m for m in sys.modules if not m.startswith('_thaw'))";
        using var handler = new TestFunction($"import sys\nLOADED = {Listing}\ndef handler(event, context):\n    return LOADED\n");
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            Thaw.Python.Interpreters.InterpreterFinder.Choose(null, null).Executable,
            ["-c", $"import time, sys; print('\\n'.join({Listing}))"])
        { RedirectStandardOutput = true })!;
        string[] bare = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var loaded = ((object?[])handler.Run(AgentMode.Baseline, 0).Results[0].Data!).Cast<string>();

        Assert.Equal(["handler"], loaded.Except(bare));
    }

    [Fact]
    public void Results_beyond_plain_data_come_as_json_text_and_those_that_cannot_say_why()
    {
        using var function = new TestFunction(
            """
            class Number(float):
                pass
            def handler(event, context):
                return {"value": Number(1.5)} if event["json"] else {"value": object()}
            """,
            events: ["""{"json": true}""", """{"json": false}"""]);

        AgentRun run = function.Run(AgentMode.Baseline, 0, 1);

        Assert.Equal("""{"value": 1.5}""", run.Results[0].Json);
        Assert.Contains("not JSON serializable", run.Results[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_beside_the_sources()
    {
        using var function = new TestFunction("import helper\ndef handler(event, context):\n    return helper.x\n");
        function.Write("helper.py", "x = 1\n");

        function.Launcher.Run(new LaunchRequest { ByteCode = ByteCodeState.Priming, Invocations = [0] });
        function.Run(AgentMode.Baseline, 0);

        Assert.Equal(["handler.py", "helper.py"], Directory.EnumerateFileSystemEntries(function.Root).Select(Path.GetFileName).Order());
        Assert.NotEmpty(Directory.EnumerateFiles(function.ByteCode.WarmFolder, "helper.*.pyc", SearchOption.AllDirectories));
    }

    [Fact]
    public void Cold_byte_code_is_compiled_by_every_process_and_kept_by_none()
    {
        using var function = new TestFunction(
            """
            import json, sys
            cached = json.__cached__
            def handler(event, context):
                import os
                return [os.path.exists(cached), os.path.exists(__cached__)]
            """);
        function.Launcher.Run(new LaunchRequest { ByteCode = ByteCodeState.Priming, Invocations = [0] });

        AgentRun run = function.Launcher.Run(new LaunchRequest { ByteCode = ByteCodeState.Cold, Invocations = [0], WantResults = true });

        Assert.Equal([true, false], (object?[])run.Results[0].Data!);
    }

    [Theory]
    [InlineData("raise KeyError('k')", "KeyError")]
    [InlineData("import sys; sys.exit(3)", "SystemExit")]
    public void What_a_handler_raises_is_recorded_with_its_place(string statement, string type)
    {
        using var function = new TestFunction($"def handler(event, context):\n    {statement}\n");

        AgentRun run = function.Run(AgentMode.Baseline, 0);

        PythonError error = run.Phases[1].Error!;
        Assert.Equal(type, error.Type);
        Assert.Equal(2, error.Frames[^1].Line);
    }

    [Theory]
    [InlineData("import os; os._exit(7)", 7, null)]
    [InlineData("import os; os.kill(os.getpid(), 11)", null, 11)]
    public void A_process_that_dies_in_an_invocation_keeps_its_init(string statement, int? code, int? signal)
    {
        using var function = new TestFunction($"def handler(event, context):\n    {statement}\n");

        AgentRun run = function.Run(AgentMode.Baseline, 0);

        Assert.NotNull(run.Init);
        Assert.False(run.Complete);
        Assert.Equal((code, signal), (run.Exit!.Value.ExitCode, run.Exit.Value.Signal));
    }

    [Fact]
    public void A_process_that_never_returns_is_killed_with_all_that_it_started()
    {
        using var function = new TestFunction(
            """
            import os, time
            def handler(event, context):
                child = os.fork()
                if child:
                    with open(event["pid"], "w") as f:
                        f.write(str(child))
                time.sleep(1000)
            """,
            events: """{"pid": "child"}""");

        AgentRun run = function.Launcher.Run(new LaunchRequest { Invocations = [0], TimeLimit = TimeSpan.FromSeconds(8) });

        Assert.Null(run.Exit);
        Assert.NotNull(run.Init);
        string child = File.ReadAllText(Path.Combine(function.Root, "child"));
        // The signal has been sent; on a busy machine the child still has to get a processor to die on.
        Assert.True(SpinWait.SpinUntil(() => !IsAlive(child), TimeSpan.FromMinutes(1)));
    }

    private static bool IsAlive(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/status").Contains("State:\tZ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Fact]
    public void A_child_that_returns_through_the_handler_writes_no_second_record()
    {
        using var function = new TestFunction("import os\ndef handler(event, context):\n    return os.fork() == 0\n");

        AgentRun run = function.Run(AgentMode.Baseline, 0, 0);

        Assert.Equal(3, run.Phases.Count);
        Assert.Equal(false, run.Results[0].Data);
    }

    [Fact]
    public void A_script_runs_as_main_with_its_arguments()
    {
        using var function = new TestFunction(
            "import sys\nassert __name__ == '__main__' and sys.argv[0] == __file__\nraise SystemExit(5)\n", kind: FunctionKind.Script);

        AgentRun run = function.Run(AgentMode.Baseline);

        Assert.Equal("SystemExit", run.Init!.Error!.Type);
        Assert.Equal(5, run.Exit!.Value.ExitCode);
        Assert.True(run.Complete);
    }

    [Fact]
    public void The_caller_s_python_settings_do_not_reach_the_function()
    {
        Environment.SetEnvironmentVariable("PYTHONOPTIMIZE", "2");
        try
        {
            using var function = new TestFunction("import sys\ndef handler(event, context):\n    return sys.flags.optimize\n");
            Assert.Equal(0L, function.Run(AgentMode.Baseline, 0).Results[0].Data);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PYTHONOPTIMIZE", null);
        }
    }
}
