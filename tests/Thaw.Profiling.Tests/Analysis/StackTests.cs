using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Tests.Analysis;

public class StackTests
{
    private static readonly (string, string, int) Handler = ("/srv/fn/handler.py", "handler", 9);
    private static readonly (string, string, int) Import = ("<frozen importlib._bootstrap>", "_find_and_load", 1);

    [Fact]
    public void Utilisation_counts_a_stack_once_and_leaves_out_what_an_import_calls()
    {
        var recording = new RecordingBuilder().Event("e").Event("out", holdout: true);
        recording.Load("a");
        recording.Load("b");
        (string, string, int) inA = ("/srv/site/a.py", "f", 1), deeper = ("/srv/site/a.py", "g", 2), inB = ("/srv/site/b.py", "h", 3);
        recording.Sample("invoke", 0, 60, 60, false, Handler, inA, inB, deeper);
        recording.Sample("invoke", 0, 20, 20, false, Handler, inA, Import, inB);
        recording.Sample("invoke", 0, 20, 20, false, Handler);
        recording.Sample("invoke", 1, 900, 900, false, Handler, inB);
        recording.Sample("init", -1, 500, 500, false, Handler, inB);
        var libraries = Analyze(recording).Libraries.ToDictionary(library => library.Name, library => library.Utilisation);
        Assert.Equal(0.8, libraries["a"], 6);
        Assert.Equal(0.6, libraries["b"], 6);
        Assert.Equal(1, libraries["(function)"], 6);
    }

    [Fact]
    public void Call_trees_merge_lines_mark_native_leaves_and_leave_the_agent_out()
    {
        var recording = new RecordingBuilder().Event("e");
        recording.Load("a");
        (string, string, int) agent = ("/opt/_thaw_agent.py", "Run.phase", 5), line1 = ("/srv/site/a.py", "f", 1), line2 = ("/srv/site/a.py", "f", 2);
        recording.Sample("invoke", 0, 10, 4, false, agent, Handler, line1);
        recording.Sample("invoke", 0, 30, 30, true, agent, Handler, line2);
        recording.Sample("invoke", 0, 7, 7, false, agent, Handler, ("/opt/_thaw_sampler.py", "on_signal", 3));
        var tree = Analyze(recording).InvokeCalls!;
        Assert.Equal(3, tree.Nodes.Count);
        Assert.Equal([-1, 0, 1], tree.Nodes.Select(node => node.Parent));
        Assert.Equal([false, false, true], tree.Nodes.Select(node => node.IsNative));
        Assert.Equal(40, tree.Whole.WallMs, 6);
        Assert.Equal(7, tree.Agent.WallMs, 6);
        Assert.Equal(6, tree.Self[1].BlockedMs, 6);
        Assert.Equal(0.75, tree.ShareOf(2), 6);
    }

    [Fact]
    public void The_collector_is_shared_out_by_heap()
    {
        var recording = new RecordingBuilder { CollectorMs = 41 }.Event("e");
        var a = recording.Load("a", ms: 30);
        var b = recording.Load("b", ms: 10);
        var analysis = Analyze(recording);
        Assert.Equal(60, analysis.Modules[a].SelfMs, 6);
        Assert.Equal(20, analysis.Modules[b].SelfMs, 6);
        Assert.Equal(82, analysis.Modules.Sum(module => module.SelfMs), 6);
    }

    [Fact]
    public void What_is_accounted_for_is_held_against_the_baseline()
    {
        var recording = new RecordingBuilder { CollectorMs = 5 }.Event("e");
        recording.Load("a", ms: 30);
        var imports = Analyze(recording).Imports!;
        Assert.Equal(10 + 31 + 5 + 2, imports.AccountedMs, 6);
        Assert.Equal(100 * (48 - 52.5) / 52.5, imports.DifferencePercent!.Value, 6);
    }

    private static ProfileAnalysis Analyze(RecordingBuilder recording) =>
        ProfileAnalyzer.Analyze(recording.Build(), FindingThresholds.Default);
}
