using System.Text;
using Thaw.Functions;
using Thaw.Functions.Budgets;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Optimizing.Budgeting.Checks;
using Thaw.Optimizing.Budgeting.Reports;
using Thaw.Profiling.Recorder;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Budgeting;

/// <summary>Real functions against real budgets, with limits so far away that no noise reaches them.</summary>
public sealed class BudgetRunnerTests
{
    [Fact]
    public void A_limit_far_above_is_kept_and_one_far_below_is_missed()
    {
        using var function = new BudgetFunction("import json, email.message");

        var kept = function.Run(new FunctionBudget { InitMs = 60_000, MemoryBytes = 10_000_000_000 });
        var missed = function.Run(new FunctionBudget { InitMs = 0.01, MemoryBytes = 1_000_000 });

        Assert.Equal(BudgetVerdict.Within, kept.Verdict);
        Assert.All(kept.Checks, check => Assert.Equal(BudgetVerdict.Within, check.Verdict));
        Assert.Equal(BudgetVerdict.Missed, missed.Verdict);
        Assert.All(missed.Checks, check => Assert.Equal(BudgetVerdict.Missed, check.Verdict));
        Assert.Equal("handler.py:1", missed.CostliestImports[0].Place);
    }

    [Fact]
    public void Memory_alone_takes_no_pairs()
    {
        using var function = new BudgetFunction("");

        Assert.Null(function.Run(new FunctionBudget { MemoryBytes = 10_000_000_000 }).Starts);
    }

    [Fact]
    public void A_regression_is_missed_with_the_new_imports_and_the_own_line_that_leads_to_them()
    {
        using var function = new BudgetFunction("import helper");
        function.Module("helper", "import json\n");
        function.WriteBaseline();

        function.Module("helper", "import json\n\nimport wave\nimport time\nBALLAST = bytearray(50_000_000)\ntime.sleep(0.5)\n");
        var report = function.Compare(maxRegression: 0.05);

        Assert.Equal(BudgetVerdict.Missed, report.Verdict);
        Assert.All(report.Checks, check => Assert.Equal(BudgetVerdict.Missed, check.Verdict));
        Assert.True(Check(report, "initRegression").Low > 0.05);
        Assert.True(Check(report, "memoryRegression").Value > 1);
        var added = report.NewImports[0];
        Assert.Equal(("helper.py:3", "wave"), (added.Place, added.Targets[0]));
        Assert.Contains("| `helper.py:3` | wave", BudgetMarkdown.ToText(report), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_function_is_within_a_generous_regression_and_loads_nothing_new()
    {
        using var function = new BudgetFunction("import json");
        var baseline = function.WriteBaseline();

        var report = function.Compare(maxRegression: 9);

        Assert.Equal(BudgetVerdict.Within, report.Verdict);
        Assert.Empty(report.NewImports);
        Assert.Contains("json", baseline.Modules.Select(module => module.Name));
        Assert.Equal(baseline.InitMs.Count, report.Baseline!.Pairs);
        Assert.Contains("No new imports", BudgetMarkdown.ToText(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Times_of_another_processor_are_undecided_and_memory_is_decided()
    {
        using var function = new BudgetFunction("");
        var baseline = function.WriteBaseline();
        BaselineFile.Write(function.BaselinePath, baseline with { Environment = baseline.Environment with { Processor = "Another" } });

        var report = function.Compare(maxRegression: 9);

        Assert.Equal(BudgetVerdict.Undecided, report.Verdict);
        Assert.Contains("another processor (Another; here", Check(report, "initRegression").Remark, StringComparison.Ordinal);
        Assert.Equal(BudgetVerdict.Within, Check(report, "memoryRegression").Verdict);
    }

    [Fact]
    public void A_baseline_of_another_interpreter_is_refused()
    {
        using var function = new BudgetFunction("");
        var baseline = function.WriteBaseline();
        BaselineFile.Write(function.BaselinePath, baseline with { Environment = baseline.Environment with { Python = "3.4.1" } });

        var failure = Assert.Throws<FunctionException>(() => function.Compare(0.05));

        Assert.Contains("was measured with cpython 3.4.1, this is cpython", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--write-baseline", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_does_not_start_is_no_verdict()
    {
        using var function = new BudgetFunction("import nothing_of_this_name");

        Assert.Throws<FunctionFailedException>(() => function.Run(new FunctionBudget { InitMs = 1000 }));
    }

    [RequiresFact("deb.python3-jsonschema")]
    public void Documents_are_as_their_schemas_say()
    {
        using var function = new BudgetFunction("import json");
        function.WriteBaseline();
        function.Handler("import json, wave");
        var report = function.Run(new FunctionBudget { Baseline = function.BaselinePath, InitMs = 0.01, MemoryBytes = 1 });
        File.WriteAllText(function.PathOf("report.json"), BudgetJson.ToText(report));
        using (var sarif = File.Create(function.PathOf("log.sarif")))
            BudgetSarif.Write(sarif, report);

        Schemas.Validate("docs/schemas/budget.schema.json", function.PathOf("report.json"));
        Schemas.Validate("docs/schemas/baseline.schema.json", function.BaselinePath);
        Schemas.Validate("tests/Thaw.Profiling.Tests/Exports/Schemas/sarif-2.1.0.json", function.PathOf("log.sarif"));
        Assert.Contains("\"uri\": \"handler.py\"", File.ReadAllText(function.PathOf("log.sarif"), Encoding.UTF8), StringComparison.Ordinal);
    }

    private static BudgetCheck Check(BudgetReport report, string name) => report.Checks.Single(check => check.Name == name);
}
