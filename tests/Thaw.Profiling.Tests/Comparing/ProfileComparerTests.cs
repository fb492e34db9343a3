using Thaw.Profiling.Analysis;
using Thaw.Profiling.Comparing;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Reports;
using Thaw.Profiling.Tests.Exports;
using Thaw.Testing;
using RecordingBuilder = Thaw.Profiling.Tests.Analysis.RecordingBuilder;

namespace Thaw.Profiling.Tests.Comparing;

public sealed class ProfileComparerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_profile_does_not_differ_from_itself()
    {
        var diff = Compare(Many(1), Many(1));

        Assert.All(diff.Phases.Concat(diff.Memory), change => Assert.Equal("same", change.Verdict));
        Assert.Empty(diff.Statements);
        Assert.Empty(diff.Modules);
        Assert.Empty(diff.Libraries);
        Assert.Empty(diff.Findings);
        Assert.Empty(diff.Notes);
    }

    [Fact]
    public void New_modules_are_one_change_under_the_statement_that_brings_them()
    {
        var after = Many(1);
        var pandas = after.Load("pandas", line: 99, ms: 20);
        after.Load("pandas.core", by: pandas, line: 5, ms: 70);
        after.Load("pytz", by: pandas, line: 6, ms: 10);

        var diff = Compare(Many(1), after);

        var change = Assert.Single(diff.Statements);
        Assert.Equal(("added", "handler.py", 99), (change.Change, change.File, change.Line));
        Assert.Equal(["pandas"], change.Targets);
        Assert.Equal(["pandas", "pytz"], change.Libraries);
        Assert.Equal((3, 100), (change.Modules, change.DifferenceMs));
        Assert.Equal([("pandas", "added"), ("pytz", "added")], diff.Libraries.Select(library => (library.Name, library.Change)));
        Assert.Equal("more", diff.Phases.Single(phase => phase.Name == "initMs").Verdict);
        Assert.Contains(diff.Findings, finding => finding is { Change: "added", Pattern: "C1", Target: "pandas" });
    }

    [Fact]
    public void A_module_that_only_an_event_loads_now_is_deferred()
    {
        var before = Many(1);
        before.Load("heavy", line: 99, ms: 50);
        var late = Many(1);
        late.Load("heavy", line: 99, ms: 50);
        var recording = late.Build();
        var modules = recording.Imports!.Modules.Select(module => module.Name == "heavy" ? module with { Phase = "invoke", Events = ["e"] } : module).ToArray();

        var diff = ProfileComparer.Compare("a", Report(before.Build()), "b", Report(recording with { Imports = recording.Imports with { Modules = modules } }));

        Assert.Equal(("deferred", -50.0), (Assert.Single(diff.Statements).Change, diff.Statements[0].DifferenceMs));
    }

    [Fact]
    public void One_slower_module_stands_out_of_a_machine_that_is_slower_throughout()
    {
        var diff = Compare(Many(1), Many(1.5, slow: 7));

        Assert.Equal(1.5, diff.Noise.Ratio, 2);
        var change = Assert.Single(diff.Modules);
        Assert.Equal(("m7", "more", "handler.py", 8), (change.Name, change.Verdict, change.File, change.Line));
        Assert.Contains(diff.Notes, note => note.StartsWith("Modules in both took 50 % longer throughout", StringComparison.Ordinal));
    }

    [RequiresFact("deb.python3-jsonschema")]
    public void The_document_is_valid_by_its_schema()
    {
        var after = Many(1.5, slow: 7);
        after.Load("pandas", line: 99, ms: 20);
        var file = _folder.Write("diff.json", ProfileDiffJson.ToText(Compare(Many(1), after)));

        PythonScript.Validate(Repository.PathOf("docs/schemas/diff.schema.json"), file);
    }

    [Fact]
    public void A_printed_report_is_as_good_as_its_recording()
    {
        var report = Report(Many(1).Build());
        var file = _folder.Write("report.json", ProfileReportJson.ToText(report));

        var read = ProfileSource.Read(file, FindingThresholds.Default);

        Assert.Equal(ProfileReportJson.ToText(report), ProfileReportJson.ToText(read));
    }

    [Theory]
    [InlineData("not json", "is not what")]
    [InlineData("[]", "has schema ''")]
    [InlineData("""{"schema": "thaw.lab", "version": 1}""", "has schema 'thaw.lab'")]
    [InlineData("""{"schema": "thaw.profile", "version": 9}""", "has version '9'")]
    [InlineData("""{"schema": "thaw.profile", "version": 1}""", "is not what")]
    public void Another_file_is_refused_in_one_line(string content, string why)
    {
        var failure = Assert.Throws<RecordingException>(() => ProfileSource.Read(_folder.Write("x.json", content), FindingThresholds.Default));

        Assert.Contains($"x.json: {why}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private static ProfileDiff Compare(RecordingBuilder before, RecordingBuilder after) =>
        ProfileComparer.Compare("a", Report(before.Build()), "b", Report(after.Build()));

    private static ProfileReport Report(Recording recording) => ProfileReportBuilder.Build(ProfileAnalyzer.Analyze(recording, FindingThresholds.Default));

    /// <summary>A function with 50 used modules of 1 to 3 ms; one of them can be 10 ms slower.</summary>
    private static RecordingBuilder Many(double factor, int slow = -1)
    {
        var builder = new RecordingBuilder().Event("e");
        for (var i = 0; i < 50; i++)
        {
            builder.Load($"m{i}", line: i + 1, ms: factor * (1 + (i % 5 / 2.0)) + (i == slow ? 10 : 0));
            builder.Used($"m{i}", "f", "e");
        }

        return builder;
    }
}
