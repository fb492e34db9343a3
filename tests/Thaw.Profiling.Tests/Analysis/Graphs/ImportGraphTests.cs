using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Tests.Analysis.Graphs;

public class ImportGraphTests
{
    [Fact]
    public void What_two_statements_load_is_exclusive_to_neither()
    {
        var recording = new RecordingBuilder();
        var a = recording.Load("a", line: 1, ms: 10);
        var b = recording.Load("b", line: 2, ms: 20);
        var shared = recording.Load("shared", by: a, ms: 40);
        recording.Import(b, 1, shared);
        var analysis = Analyze(recording);
        Assert.Equal(10, analysis.Modules[a].Exclusive.Ms, 6);
        Assert.Equal(20, analysis.Modules[b].Exclusive.Ms, 6);
        Assert.Equal(40, analysis.Modules[shared].Exclusive.Ms, 6);
        Assert.Equal(70, analysis.Predict(ImportCuts.OfModules(a, b)).Ms, 6);
    }

    [Fact]
    public void A_statement_takes_with_it_all_that_only_it_leads_to()
    {
        var recording = new RecordingBuilder();
        var a = recording.Load("a", line: 7, ms: 10);
        recording.Load("deep", by: recording.Load("middle", by: a, ms: 5), ms: 30);
        var analysis = Analyze(recording);
        var statement = Assert.Single(analysis.Statements, fact => analysis.Recording.Imports!.Statements[fact.Statement].Line == 7);
        Assert.Equal(45, statement.Exclusive.Ms, 6);
        Assert.Equal(3, statement.Exclusive.Modules);
        Assert.Equal(4_500_000, statement.Exclusive.Bytes);
    }

    [Fact]
    public void A_package_is_cut_with_its_submodules_although_a_statement_names_the_submodule()
    {
        var recording = new RecordingBuilder();
        var package = recording.Load("pkg", line: 1, ms: 10);
        var sub = recording.Load("pkg.sub", line: 1, ms: 30);
        var other = recording.Load("other", line: 2, ms: 1);
        recording.Import(other, 1, sub);
        var analysis = Analyze(recording);
        Assert.Equal(40, analysis.Modules[package].Exclusive.Ms, 6);
        Assert.False(analysis.Graph!.LoadedWithout(ImportCuts.OfModules(package))[sub]);
    }

    [Fact]
    public void A_submodule_keeps_its_package_loaded()
    {
        var recording = new RecordingBuilder();
        var package = recording.Load("pkg", line: 1, ms: 10);
        recording.Load("pkg.sub", line: 2, ms: 30);
        var analysis = Analyze(recording);
        var first = analysis.Statements[0].Statement;
        Assert.True(analysis.Graph!.LoadedWithout(ImportCuts.OfStatements(first))[package]);
        Assert.Equal(0, analysis.Statements[0].Exclusive.Ms, 6);
    }

    [Fact]
    public void A_statement_that_two_modules_execute_is_blamed_on_each_for_its_own_targets()
    {
        var recording = new RecordingBuilder();
        var tools = recording.Load("tools", line: 1, ms: 1);
        var a = recording.Load("a", line: 2, ms: 1);
        var b = recording.Load("b", line: 3, ms: 1);
        var x = recording.Load("x", by: tools, line: 50, ms: 20);
        var y = recording.Load("y", by: tools, line: 51, ms: 30);
        // What line 99 of tools asks for depends on who calls it.
        recording.Import(a, tools, 99, "init", x).Import(b, tools, 99, "init", y);
        var analysis = Analyze(recording);
        var loaded = analysis.Graph!.LoadedWithout(ImportCuts.OfModules(tools));
        Assert.True(loaded[x] && loaded[y]);
        loaded = analysis.Graph.LoadedWithout(ImportCuts.OfModules(a, tools));
        Assert.False(loaded[x]);
        Assert.True(loaded[y]);
    }

    [Fact]
    public void Modules_that_no_statement_reaches_hang_off_whoever_was_loading()
    {
        var recording = new RecordingBuilder();
        var a = recording.Load("a", ms: 5);
        var hidden = recording.LoadByC("hidden", a, 7);
        var stray = recording.LoadByC("stray", -1, 3);
        var analysis = Analyze(recording);
        Assert.Equal(12, analysis.Modules[a].Exclusive.Ms, 6);
        Assert.Equal(3, analysis.Modules[stray].Exclusive.Ms, 6);
        Assert.True(analysis.Graph!.Dominators.Dominates(ImportGraph.NodeOfModule(a), ImportGraph.NodeOfModule(hidden)));
    }

    [Fact]
    public void A_failed_optional_import_breaks_nothing()
    {
        var recording = new RecordingBuilder().Event("e");
        recording.Load("speedups", line: 3, ms: 9, failed: true);
        var analysis = Analyze(recording);
        var finding = Assert.Single(analysis.Findings);
        Assert.Equal("speedups", finding.Target);
        Assert.Contains(finding.Evidence, sentence => sentence.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public void Indices_out_of_range_and_loops_are_survived()
    {
        var builder = new RecordingBuilder().Event("e");
        builder.Load("a", ms: 5);
        var recording = builder.Build();
        var imports = recording.Imports!;
        var broken = recording with
        {
            Imports = imports with
            {
                Modules = [imports.Modules[0] with { Parent = 1 }, imports.Modules[1] with { Statement = 77 }],
                Edges = [new(5, 9, [3], "init"), new(-7, 0, [-2, 99, 1], "init"), new(0, -1, [1], "init")],
            },
        };
        var analysis = ProfileAnalyzer.Analyze(broken, FindingThresholds.Default);
        Assert.Equal(2, analysis.Modules.Count);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void What_a_cut_loses_is_what_is_no_longer_reached(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 20; round++)
        {
            var recording = Random(random);
            var graph = Analyze(recording).Graph!;
            var losses = new LossFinder(graph);
            for (var module = 0; module < graph.ModuleCount; module++)
            {
                var left = graph.LoadedWithout(ImportCuts.OfModules(module));
                Assert.Equal(Enumerable.Range(0, graph.ModuleCount).Where(other => !left[other]), losses.OfModule(module).Order());
            }

            for (var statement = 0; statement < graph.StatementCount; statement++)
            {
                var left = graph.LoadedWithout(ImportCuts.OfStatements(statement));
                Assert.Equal(Enumerable.Range(0, graph.ModuleCount).Where(other => !left[other]), losses.OfStatement(statement).Order());
            }
        }
    }

    private static RecordingBuilder Random(Random random)
    {
        var recording = new RecordingBuilder();
        string[] names = ["a", "a.b", "a.b.c", "d", "d.e", "f", "f.g", "f.h", "i", "j", "a.k", "d.l"];
        var loaded = 1;
        foreach (var name in names)
        {
            loaded = 1 + recording.Load(name, by: random.Next(loaded), line: random.Next(1, 4));
        }

        for (var i = 0; i < 15; i++)
        {
            recording.Import(random.Next(loaded), random.Next(loaded), random.Next(1, 4), "init", random.Next(loaded));
        }

        return recording;
    }

    private static ProfileAnalysis Analyze(RecordingBuilder recording) =>
        ProfileAnalyzer.Analyze(recording.Build(), FindingThresholds.Default);
}
