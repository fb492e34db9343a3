using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Tests.Analysis;

namespace Thaw.Profiling.Tests.Findings;

/// <summary>What names that were read, and imports by C code, do to findings.</summary>
public class NameFindingTests
{
    [Fact]
    public void A_library_of_which_an_event_reads_a_constant_is_used_by_that_event()
    {
        var recording = Events().Read("big", "LIMIT", "handler", typeCheck: false, "rare");
        recording.Load("big", line: 3, ms: 40);
        var finding = Assert.Single(Find(recording));
        Assert.Equal(("C2", "big"), (finding.Pattern, finding.Target));
        Assert.Equal(["rare"], finding.EventsReaching);
    }

    [Fact]
    public void A_library_that_is_neither_run_nor_named_is_unused_and_the_evidence_says_both()
    {
        var recording = Events().KnowsReads();
        recording.Load("big", line: 3, ms: 40);
        var finding = Assert.Single(Find(recording));
        Assert.Equal(("C1", "high"), (finding.Pattern, finding.Confidence));
        Assert.Contains("no code that ran has named anything of it", finding.Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Where_names_are_not_known_the_evidence_says_so()
    {
        var recording = Events();
        recording.Load("big", line: 3, ms: 40);
        Assert.Contains("constants, types and exceptions leave no trace", Assert.Single(Find(recording)).Evidence[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_whose_types_are_only_checked_for_is_heavier_than_needed()
    {
        var recording = Events().Read("frames", "Frame", "handler", typeCheck: true, "often", "rare");
        recording.Load("frames", line: 3, ms: 40);
        var finding = Assert.Single(Find(recording));
        Assert.Equal(("C3", "frames", "medium"), (finding.Pattern, finding.Target, finding.Confidence));
        Assert.Contains("sys.modules", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("handler.py:9", finding.Remedy, StringComparison.Ordinal);
        Assert.Empty(Find(recording.Read("frames", "LIMIT", "handler", typeCheck: false, "often")));
    }

    [Fact]
    public void What_the_function_s_own_body_names_is_used_at_import_only()
    {
        var recording = Events().ReadAtImport("big", "LETTERS", "handler");
        recording.Load("big", line: 3, ms: 40);
        var finding = Assert.Single(Find(recording));
        Assert.Equal(("C4", "big"), (finding.Pattern, finding.Target));
        Assert.Contains("handler.py:6", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_base_class_that_a_library_takes_of_an_unused_one_is_named_in_the_evidence()
    {
        var recording = Events().Used("used", "f", "often", "rare").ReadAtImport("base", "Base", "used");
        var used = recording.Load("used", line: 3, ms: 5);
        recording.Load("base", by: used, line: 4, ms: 40);
        var finding = Assert.Single(Find(recording));
        Assert.Equal(("C1", "base", "medium"), (finding.Pattern, finding.Target, finding.Confidence));
        Assert.Contains(finding.Evidence, sentence => sentence.Contains("used.py:6", StringComparison.Ordinal));
    }

    [Fact]
    public void What_an_extension_module_imports_by_itself_is_not_called_unused()
    {
        var recording = Events().Used("fast", "f", "often", "rare").KnowsReads();
        var fast = recording.Load("fast", line: 3, ms: 5, kind: "extension");
        var helper = recording.Load("helper", by: fast, line: 1, ms: 40);
        Assert.Empty(Find(recording));

        var python = Events().Used("fast", "f", "often", "rare").KnowsReads();
        python.Load("helper", by: python.Load("fast", line: 3, ms: 5), line: 1, ms: 40);
        Assert.Equal("helper", Assert.Single(Find(python)).Target);
        Assert.True(helper > fast);
    }

    [Fact]
    public void What_ran_in_init_for_an_unused_module_first_may_have_run_for_others_that_name_it()
    {
        Assert.Equal(["base", "unused"], Find(Shared()).Select(finding => finding.Target).Order());
        Assert.Equal(["unused"], Find(Shared().ReadAtImport("base", "Base", "used")).Select(finding => finding.Target));

        static RecordingBuilder Shared()
        {
            var recording = Events().Used("used", "f", "often", "rare").UsedInInit("base", "make", "unused").KnowsReads();
            var unused = recording.Load("unused", line: 2, ms: 40);
            var shared = recording.Load("base", by: unused, line: 4, ms: 40);
            recording.Import(recording.Load("used", line: 3, ms: 5), 4, shared);
            return recording;
        }
    }

    [Fact]
    public void A_part_with_which_its_package_is_set_up_is_not_rarely_used()
    {
        var recording = Events().Used("big", "f", "often", "rare").Used("big.part", "g", "rare");
        var big = recording.Load("big", line: 3, ms: 5);
        recording.Load("big.part", by: big, line: 4, ms: 40);
        Assert.Equal("C2", Assert.Single(Find(recording)).Pattern);
        Assert.Empty(Find(recording.ReadAtImport("big.part", "__all__", "big")));
    }

    [Fact]
    public void A_group_holds_only_modules_that_are_worth_the_statements_to_edit()
    {
        var recording = Events().Used("big", "f", "often", "rare").KnowsReads();
        var big = recording.Load("big", line: 3, ms: 150);
        int[] parts = [.. "abcd".Select((name, index) => recording.Load($"big.{name}", by: big, line: 10 + index, ms: 1.2))];
        Assert.Equal(["big.a", "big.b", "big.c", "big.d"], Assert.Single(Find(recording)).Members.Order());
        for (var line = 20; line < 27; line++)
        {
            recording.Import(big, line, parts[3]);
        }

        Assert.Equal(["big.a", "big.b", "big.c"], Assert.Single(Find(recording)).Members.Order());
    }

    [Fact]
    public void A_group_holds_no_module_that_others_name_while_they_are_loaded()
    {
        var recording = Events().Used("big", "f", "often", "rare").ReadAtImport("big.d", "Base", "big");
        var big = recording.Load("big", line: 3, ms: 150);
        foreach (var name in "abcd")
        {
            recording.Load($"big.{name}", by: big, line: name, ms: 1.2);
        }

        Assert.Equal(["big.a", "big.b", "big.c"], Assert.Single(Find(recording)).Members.Order());
    }

    private static RecordingBuilder Events() => new RecordingBuilder().Event("often", 9).Event("rare", 1);

    private static IReadOnlyList<Finding> Find(RecordingBuilder recording) => ProfileAnalyzer.Analyze(recording.Build(), FindingThresholds.Default).Findings;
}
