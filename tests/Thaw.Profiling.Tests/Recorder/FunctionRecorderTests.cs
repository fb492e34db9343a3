using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recorder;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.Recorder;

/// <summary>Whole recordings of small functions, with a real interpreter.</summary>
public sealed class FunctionRecorderTests : IDisposable
{
    private static readonly RecorderOptions Quick = new() { Runs = 3, TimedRuns = 3, ResidentRuns = 1, SampledRuns = 2 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recording_holds_every_pass_and_never_the_held_out_event()
    {
        WriteFunction(
            """
            import used, unused
            def handler(event, context):
                if event["kind"] == "secret":
                    import json
                return used.work(event["kind"])
            """);
        _folder.Write("f/used.py", "import shared\ndef work(kind):\n    return kind.upper()\n");
        _folder.Write("f/unused.py", "import shared\nimport heavy\n");
        _folder.Write("f/shared.py", "");
        _folder.Write("f/heavy.py", "DATA = ['x' * 100 for _ in range(20000)]\n");

        Recording recording = Record();

        Assert.All(recording.Manifest.Passes, pass => Assert.Equal("done", pass.State));
        Assert.Equal(["baseline", "imports", "samples", "usage"], recording.Manifest.Passes.Select(pass => pass.Name));
        Assert.Equal(6, recording.Baseline.Runs.Count);
        Assert.All(recording.Baseline.Runs, run => Assert.Equal("ok", run.Outcome.Kind));
        Assert.DoesNotContain("hidden", recording.Baseline.Runs.Select(run => run.Event));
        Assert.DoesNotContain("json", recording.Imports!.Modules.Select(module => module.Name));
        UsedFunction work = recording.Usage!.Functions.Single(function => function.Name == "work");
        Assert.Equal(["plain", "rare"], work.Events);
        Assert.False(work.InInit);
        Assert.Equal(["handler", "work"], work.FirstPath.Select(site => site.Function));
    }

    [Fact]
    public void Imports_say_who_loads_what_and_what_it_weighs()
    {
        WriteFunction("import used, unused\ndef handler(event, context):\n    return 1\n");
        _folder.Write("f/used.py", "import shared\n");
        _folder.Write("f/unused.py", "import shared\nimport heavy\n");
        _folder.Write("f/shared.py", "");
        _folder.Write("f/heavy.py", "import time\nDATA = ['%100d' % n for n in range(60000)]\ntime.sleep(0.4)\n");

        ImportsPass imports = Record().Imports!;

        ModuleLoad heavy = Module("heavy");
        Assert.Equal("unused.py:2", Place(heavy));
        Assert.Equal(Module("unused").Id, heavy.Parent);
        Assert.Equal("(function)", heavy.Library);
        Assert.InRange(heavy.HeapBytes, 60000L * 149, 60000L * 175);
        Assert.InRange(heavy.ResidentBytes, 60000L * 130, 60000L * 250);
        Assert.Equal("used.py:1", Place(Module("shared")));
        ImportEdge again = imports.Edges.Single(edge => Statement(edge.Statement) == "unused.py:1");
        Assert.Equal([Module("shared").Id], again.Targets);
        Assert.Equal(Module("unused").Id, again.Importer);
        Assert.Equal(0, Module("handler").Id);
        Assert.Equal(-1, Module("handler").Statement);
        double parts = imports.Modules.Sum(module => module.SelfMs + module.LinkMs) + imports.CollectorMs;
        // Both are of medians, the wait within them of every run: what a busy machine adds here or there is little beside it.
        Assert.InRange(parts, imports.InitMs * 0.5, imports.InitMs * 1.5);

        ModuleLoad Module(string name) => imports.Modules.Single(module => module.Name == name);
        string Place(ModuleLoad module) => Statement(module.Statement);
        string Statement(int id) => $"{Path.GetFileName(imports.Statements[id].File)}:{imports.Statements[id].Line}";
    }

    [Fact]
    public void Containers_are_counted_as_the_collector_counts_them()
    {
        WriteFunction("import gc, few, many\nBEFORE = gc.get_stats()[2]['collections']\ndef handler(event, context):\n    return BEFORE\n");
        _folder.Write("f/few.py", "DATA = [(i,) for i in range(1000)]\n");
        _folder.Write("f/many.py", "DATA = [[i] for i in range(100000)]\nTEXT = ['%d' % i for i in range(100000)]\n");

        ImportsPass imports = Record().Imports!;

        Assert.InRange(Containers("few"), 950, 1200);
        Assert.InRange(Containers("many"), 99_000, 101_500);
        Assert.Equal(1, imports.Collector!.Generations[2].Collections);
        Assert.NotNull(CollectorModel.Of(imports));

        long Containers(string name) => imports.Modules.Single(module => module.Name == name).NewContainers;
    }

    [Fact]
    public void A_handler_that_cannot_be_imported_is_one_clear_line()
    {
        WriteFunction("import no_such_thing\n");

        var failure = Assert.Throws<FunctionFailedException>(() => Record());

        Assert.Contains("ModuleNotFoundError: No module named 'no_such_thing'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("handler.py:1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.False(Directory.Exists(_folder.PathOf("recording")));
    }

    [Fact]
    public void An_event_that_fails_is_recorded_and_the_others_go_on()
    {
        WriteFunction("def handler(event, context):\n    if event['kind'] == 'rare':\n        raise ValueError('no rare ones')\n    return 1\n");

        Recording recording = Record();

        Assert.All(recording.Baseline.Runs, run => Assert.Equal(run.Event == "rare" ? "error" : "ok", run.Outcome.Kind));
        Assert.Contains(
            recording.Baseline.Runs, run => run.Outcome.Message?.StartsWith("ValueError: no rare ones", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void The_sampler_takes_another_signal_when_the_function_takes_the_first()
    {
        WriteFunction(
            """
            import signal, time
            signal.signal(signal.SIGURG, signal.SIG_IGN)
            def handler(event, context):
                end = time.process_time() + 0.2
                while time.process_time() < end: pass
                return 1
            """);

        Recording recording = Record();

        Assert.Equal("done", recording.Manifest.Passes.Single(pass => pass.Name == "samples").State);
        Assert.All(recording.Samples!.Phases, phase => Assert.Null(phase.Loss));
        Assert.Contains(recording.Samples.Phases, phase => phase is { Phase: "invoke", Handled: > 0 });
    }

    [Fact]
    public void A_script_is_one_init_phase_whose_own_calls_are_use()
    {
        _folder.Write("tool.py", "import helper\nhelper.work()\n");
        _folder.Write("helper.py", "def at_import(): pass\nat_import()\ndef work(): pass\n");

        Recording recording = Record("tool.py");

        Assert.Equal("__main__", recording.Imports!.Modules[0].Name);
        Assert.Equal(0, recording.Imports.Modules.Single(module => module.Name == "helper").Parent);
        Assert.NotEmpty(recording.Usage!.Functions.Single(function => function.Name == "work").Events);
        Assert.Empty(recording.Usage.Functions.Single(function => function.Name == "at_import").Events);
    }

    [Fact]
    public void A_recording_holds_no_value_of_an_event_or_of_the_environment()
    {
        WriteFunction("import os\ndef handler(event, context):\n    return os.environ['TOKEN']\n", "environment: {TOKEN: s3cr3t-environment}\n");

        Record();

        foreach (string file in Directory.EnumerateFiles(_folder.PathOf("recording")))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain("s3cr3t", text, StringComparison.Ordinal);
            Assert.DoesNotContain("v3ry-private", text, StringComparison.Ordinal);
        }

        Assert.Equal(["TOKEN"], RecordingStore.ReadManifest(_folder.PathOf("recording")).Function.EnvironmentNames);
    }

    private void WriteFunction(string handler, string more = "")
    {
        _folder.Write("f/handler.py", handler);
        _folder.Write("f/events/plain.json", """{"kind": "v3ry-private"}""");
        _folder.Write("f/events/rare.json", """{"kind": "rare"}""");
        _folder.Write("f/events/hidden.json", """{"kind": "secret"}""");
        _folder.Write(
            "f/thaw.yaml",
            """
            handler: handler.handler
            timeout: 20
            packages: []
            events:
              - {file: events/plain.json, weight: 9}
              - {file: events/rare.json, weight: 1}
              - {file: events/hidden.json, weight: 1, holdout: true}

            """ + more);
    }

    private Recording Record(string path = "f")
    {
        using PreparedFunction prepared = PreparedFunction.Prepare(
            new PrepareRequest { Path = _folder.PathOf(path) }, Repository.PathOf("artifacts/test-cache"));
        new FunctionRecorder(prepared.Function, prepared.Environment, prepared.Launcher, Quick).Record(_folder.PathOf("recording"));
        return RecordingStore.Read(_folder.PathOf("recording"));
    }
}
