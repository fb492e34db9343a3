using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Tests.Analysis;

namespace Thaw.Profiling.Tests.Findings;

public class FindingTests
{
    [Fact]
    public void An_unused_library_is_one_finding_with_all_that_it_brings()
    {
        var recording = Events();
        var big = recording.Load("big", line: 3, ms: 40);
        recording.Load("big.core", by: big, line: 9, ms: 20);
        recording.Load("helper", by: big, line: 10, ms: 30);
        var finding = Assert.Single(Analyze(recording).Findings);
        Assert.Equal(("C1", "library", "big", "high"), (finding.Pattern, finding.Kind, finding.Target, finding.Confidence));
        Assert.Equal(90, finding.PredictedSavingMs, 6);
        Assert.Equal(9_000_000, finding.PredictedSavingBytes);
        Assert.Equal(new SourceLine("/srv/fn/handler.py", 3), finding.ImportedAt);
        Assert.Equal([new SourceLine("/srv/fn/handler.py", 3)], finding.Chain);
        Assert.Equal("helper", Assert.Single(finding.Takes).Library);
        Assert.Contains("handler.py:3", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_runs_once_for_a_microsecond_is_use()
    {
        var recording = Events();
        recording.Load("big", line: 3, ms: 40);
        Assert.Empty(Analyze(recording.Used("big", "tiny", "often")).Findings);
    }

    [Fact]
    public void A_held_out_event_is_no_use()
    {
        var recording = Events().Event("secret", 5, holdout: true);
        recording.Load("big", line: 3, ms: 40);
        Assert.Equal("C1", Assert.Single(Analyze(recording.Used("big", "f", "secret")).Findings).Pattern);
    }

    [Fact]
    public void An_unused_submodule_of_a_used_library_is_found_at_the_library_s_own_statement()
    {
        var recording = Events();
        var big = recording.Load("big", line: 3, ms: 5);
        var draw = recording.Load("big.drawing", by: big, line: 7, ms: 25);
        recording.Load("paint", by: draw, line: 2, ms: 4);
        var finding = Assert.Single(Analyze(recording.Used("big", "f", "often", "rare")).Findings);
        Assert.Equal(("C1", "module", "big.drawing", "medium"), (finding.Pattern, finding.Kind, finding.Target, finding.Confidence));
        Assert.Equal([new SourceLine("/srv/fn/handler.py", 3), new SourceLine("/srv/site/big.py", 7)], finding.Chain);
        Assert.Equal(29, finding.ExclusiveMs, 6);
    }

    [Fact]
    public void What_is_called_while_a_module_that_stays_is_loaded_is_needed()
    {
        var recording = Events();
        var used = recording.Load("used", line: 3, ms: 5);
        recording.Load("six", by: used, line: 2, ms: 40);
        recording.Used("used", "f", "often").UsedInInit("six", "add_metaclass", "used");
        Assert.Empty(Analyze(recording).Findings);
    }

    [Fact]
    public void What_only_unused_modules_call_is_unused_too()
    {
        var recording = Events();
        var used = recording.Load("used", line: 3, ms: 5);
        var part = recording.Load("used.part", by: used, line: 4, ms: 20);
        var tool = recording.Load("tool", by: part, line: 1, ms: 30);
        var other = recording.Load("used.other", by: used, line: 5, ms: 20);
        recording.Import(other, 1, tool);
        recording.Used("used", "f", "often").UsedInInit("tool", "compile", "used.part").UsedInInit("tool", "escape", "used.other");
        Assert.Equal(["tool", "used.other", "used.part"], Analyze(recording).Findings.Select(finding => finding.Target).Order());
    }

    [Fact]
    public void A_library_that_few_invocations_use_saves_what_the_others_pay()
    {
        var recording = Events();
        recording.Load("plots", line: 3, ms: 40);
        var finding = Assert.Single(Analyze(recording.Used("plots", "draw", "rare")).Findings);
        Assert.Equal("C2", finding.Pattern);
        Assert.Equal(0.1, finding.EventShare, 6);
        Assert.Equal(36, finding.PredictedSavingMs, 6);
        Assert.Equal(["rare"], finding.EventsReaching);
        Assert.Contains("handler.py:9", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Assumed_weights_are_said()
    {
        var recording = new RecordingBuilder();
        for (var i = 0; i < 4; i++)
        {
            recording.Event($"e{i}", assumed: true);
        }

        recording.Load("plots", line: 3, ms: 40);
        var analysis = Analyze(recording.Used("plots", "draw", "e1"));
        Assert.Contains(Assert.Single(analysis.Findings).Evidence, sentence => sentence.Contains("no weights", StringComparison.Ordinal));
        Assert.Contains(analysis.Notes, note => note.Contains("weights", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_function_works_with_in_every_init_is_not_deferred_for_a_rare_event()
    {
        var recording = Events();
        recording.Load("frames", line: 3, ms: 40);
        recording.Used("frames", "describe", "rare").UsedInInit("frames", "read", "handler", line: 8);
        Assert.Equal("C2", Assert.Single(Analyze(recording).Findings).Pattern);

        recording.Sample("init", -1, 200, 200, false, ("/srv/fn/handler.py", "<module>", 8), ("/srv/site/frames.py", "read", 20));
        var slow = recording.Build();
        var modules = slow.Imports!.Modules.ToArray();
        modules[0] = modules[0] with { SelfMs = 100 };
        var analysis = ProfileAnalyzer.Analyze(slow with { Imports = slow.Imports with { Modules = modules } }, FindingThresholds.Default);
        Assert.Equal("setup", Assert.Single(analysis.Findings).Pattern);
    }

    [Fact]
    public void A_known_heavy_import_of_which_little_runs_has_a_substitute()
    {
        var recording = Events();
        recording.Load("pandas", line: 3, ms: 100);
        var finding = Assert.Single(Analyze(recording.Used("pandas", "read_csv", "often", "rare")).Findings);
        Assert.Equal("C3", finding.Pattern);
        Assert.Contains("csv", finding.Remedy, StringComparison.Ordinal);
        Assert.InRange(finding.PredictedSavingMs, 90, 100);

        recording = Events();
        recording.Load("pandas", line: 3, ms: 100);
        Assert.Empty(Analyze(recording.Used("pandas", "read_csv", "often").Used("pandas", "pivot_table", "often")).Findings);
    }

    [Fact]
    public void A_narrower_import_is_found_where_the_rest_is_not_needed_for_it()
    {
        var recording = Events();
        var package = recording.Load("lib", line: 3, ms: 5);
        var wide = recording.Load("lib.api", line: 3, ms: 2);
        var narrow = recording.Load("lib.core", by: wide, line: 1, ms: 8);
        recording.Load("lib.other", by: wide, line: 2, ms: 30);
        recording.Used("lib.core", "f", "often", "rare").UsedInInit("lib.other", "register", "lib.api");
        var analysis = Analyze(recording);
        var finding = Assert.Single(analysis.Findings, finding => finding.Pattern == "C3");
        Assert.Contains("lib.core", finding.Remedy, StringComparison.Ordinal);
        Assert.Equal(32, finding.PredictedSavingMs, 6);
        Assert.True(package < narrow);
    }

    [Fact]
    public void Output_libraries_are_avoidable_even_when_they_run()
    {
        var recording = Events();
        recording.Load("tqdm", line: 3, ms: 20);
        var finding = Assert.Single(Analyze(recording.Used("tqdm", "update", "often", "rare")).Findings);
        Assert.Equal(("C4", "medium"), (finding.Pattern, finding.Confidence));
        Assert.Equal(20, finding.PredictedSavingMs, 6);
    }

    [Fact]
    public void What_the_function_only_sets_up_is_avoidable()
    {
        var recording = Events();
        recording.Load("console", line: 3, ms: 20);
        var finding = Assert.Single(Analyze(recording.UsedInInit("console", "Console", "handler", 12)).Findings);
        Assert.Equal(("C4", "high"), (finding.Pattern, finding.Confidence));
        Assert.Contains("handler.py:12", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Helpers_that_shape_definitions_are_not_avoidable()
    {
        var recording = Events();
        recording.Load("six", line: 3, ms: 20);
        Assert.Empty(Analyze(recording.UsedInInit("six", "with_metaclass", "handler")).Findings);
    }

    [Fact]
    public void An_import_hook_that_runs_in_an_event_is_no_use()
    {
        var recording = Events();
        recording.Load("hooked", line: 3, ms: 20);
        recording.Function("hooked", "Finder.find_spec", false, ["often"], new CallSite("/srv/fn/handler.py", 9, "handler"), new CallSite("<frozen importlib._bootstrap>", 1080, "_find_spec"));
        Assert.Equal("C1", Assert.Single(Analyze(recording).Findings).Pattern);
    }

    [Fact]
    public void C_functions_that_carry_their_package_s_name_make_its_extension_module_used()
    {
        var recording = Events();
        var package = recording.Load("np", line: 3, ms: 5);
        var core = recording.Load("np.core", by: package, line: 1, ms: 5);
        recording.Load("np.core._umath", by: core, line: 1, ms: 30, kind: "extension");
        Assert.Empty(Analyze(recording.UsedNative("np", "dot", "often")).Findings);
    }

    [Fact]
    public void A_wrapper_of_the_function_gives_way_to_the_library_that_it_imports()
    {
        var recording = Events();
        var chart = recording.Load("own_chart", line: 3, ms: 0.5);
        recording.Load("plots", by: chart, line: 5, ms: 40);
        recording.Used("own_chart", "draw", "rare").Used("plots", "figure", "rare");
        var finding = Assert.Single(Analyze(recording).Findings);
        Assert.Equal("plots", finding.Target);
        Assert.Equal(new SourceLine("/srv/fn/own_chart.py", 5), finding.ImportedAt);
    }

    [Fact]
    public void Small_unused_siblings_are_told_together()
    {
        var recording = Events();
        var big = recording.Load("big", line: 3, ms: 5);
        for (var i = 0; i < 8; i++)
        {
            recording.Load($"big.part{i}", by: big, line: 10 + i, ms: 1.5);
        }

        var finding = Assert.Single(Analyze(recording.Used("big", "f", "often", "rare")).Findings);
        Assert.Equal(("big.*", 8), (finding.Target, finding.Members.Count));
        Assert.Equal(12, finding.PredictedSavingMs, 6);
    }

    [Fact]
    public void What_an_event_imports_itself_is_no_saving()
    {
        var recording = Events();
        var big = recording.Load("big", line: 3, ms: 40);
        var codec = recording.Load("codec", by: big, line: 4, ms: 10);
        recording.Import(-1, 0, 30, "invoke", codec);
        var finding = Assert.Single(Analyze(recording.Used("codec", "encode", "often", "rare")).Findings);
        Assert.Equal("big", finding.Target);
        Assert.Equal(50, finding.ExclusiveMs, 6);
        Assert.Equal(40, finding.PredictedSavingMs, 6);
    }

    [Fact]
    public void Work_at_import_is_found_by_line_and_not_under_a_nested_import()
    {
        var recording = Events();
        var store = recording.Load("own_store", line: 3, ms: 60);
        recording.Used("own_store", "get", "often");
        (string, string, int) handler = ("/srv/fn/handler.py", "<module>", 3), import = ("<frozen importlib._bootstrap>", "_find_and_load", 1);
        (string, string, int) body = ("/srv/fn/own_store.py", "<module>", 12);
        recording.Sample("init", -1, 80, 20, false, handler, import, body, ("/srv/site/boto.py", "Session.client", 7));
        recording.Sample("init", -1, 20, 20, false, handler, import, body, ("<frozen importlib._bootstrap_external>", "get_data", 1));
        var finding = Assert.Single(Analyze(recording).Findings);
        Assert.Equal(("setup", "own_store.py:12"), (finding.Kind, finding.Target));
        Assert.Equal(40, finding.PredictedSavingMs, 6);
        Assert.Contains(finding.Evidence, sentence => sentence.Contains("Session.client", StringComparison.Ordinal));
        Assert.Contains(finding.Evidence, sentence => sentence.Contains("waits", StringComparison.Ordinal));
        Assert.Equal(store, Analyze(recording).Setup[0].Module);
    }

    [Fact]
    public void A_script_s_own_body_is_its_work()
    {
        var recording = new RecordingBuilder { Kind = "script" }.Event("(run)");
        recording.Load("used", line: 3, ms: 20);
        recording.Load("left", line: 4, ms: 20);
        recording.Function("used", "f", false, ["(run)"], new CallSite("/srv/fn/handler.py", 30, "<module>"));
        recording.Sample("init", -1, 500, 500, false, ("/srv/fn/handler.py", "<module>", 30));
        Assert.Equal("left", Assert.Single(Analyze(recording).Findings).Target);
    }

    [Fact]
    public void Overlapping_findings_are_predicted_together_once()
    {
        var recording = Events();
        var a = recording.Load("a", line: 3, ms: 10);
        var b = recording.Load("b", line: 4, ms: 10);
        var shared = recording.Load("shared", by: a, line: 1, ms: 30);
        recording.Import(b, 1, shared);
        var analysis = Analyze(recording);
        Assert.Equal(50, analysis.Together.Ms, 6);
        Assert.Equal(3, analysis.Findings.Count);
    }

    [Fact]
    public void Without_usage_nothing_is_called_unused()
    {
        var recording = new RecordingBuilder { HasUsage = false }.Event("e");
        recording.Load("big", line: 3, ms: 40);
        var analysis = Analyze(recording);
        Assert.Empty(analysis.Findings);
        Assert.Contains(analysis.Notes, note => note.Contains("usage", StringComparison.Ordinal));
    }

    [Fact]
    public void Identifiers_stay_the_same_when_times_change()
    {
        var first = Events();
        first.Load("big", line: 3, ms: 40);
        var second = Events();
        second.Load("big", line: 30, ms: 50);
        Assert.Equal(Analyze(first).Findings[0].Id, Analyze(second).Findings[0].Id);
    }

    private static RecordingBuilder Events() => new RecordingBuilder().Event("often", 9).Event("rare", 1);

    private static ProfileAnalysis Analyze(RecordingBuilder recording) =>
        ProfileAnalyzer.Analyze(recording.Build(), FindingThresholds.Default);
}
