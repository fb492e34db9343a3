using Thaw.Optimizing.Packaging;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Reports;
using Thaw.Optimizing.Rewriting;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Tests.Pipeline;

/// <summary>The whole of <c>thaw optimize</c>, on a real interpreter.</summary>
public sealed class FunctionOptimizerTests
{
    [Fact]
    public void What_no_event_or_a_rare_one_needs_is_deferred_and_the_rest_stays()
    {
        using var function = new SlowFunction();

        var outcome = new FunctionOptimizer(function.Request, null, default).Run();
        var report = OptimizeReportBuilder.Build(outcome);

        Assert.Equal(OptimizeVerdict.Improved, outcome.Verdict);
        Assert.Equal([2, 3], outcome.Plan.Edits.Select(edit => edit.Edit.Line).Order());
        Assert.Contains("waste", outcome.Plan.Deferred);
        Assert.DoesNotContain("always", outcome.Plan.Deferred);
        Assert.True(report.InitSpeedup!.Low > 1);
        Assert.All(report.Verification!.Events, verdict => Assert.True(verdict.Same));
        Assert.Contains("+++ b/handler.py", report.Diff, StringComparison.Ordinal);
        Assert.Equal(SlowFunction.Handler, File.ReadAllText(Path.Combine(function.Path, "handler.py")));
        Assert.Equal("slow", PackageManifest.Read(function.Out).Function);
        Assert.Equal(["profile", "plan", "verify", "measure", "write"], report.Steps.Select(step => step.Name));
        Assert.InRange(report.Steps.Sum(step => step.Seconds), double.Epsilon, report.Seconds);
    }

    [Fact]
    public void Nothing_is_worth_doing_where_everything_is_needed()
    {
        using var function = new SlowFunction();
        function.Write("handler.py", "import always\n\n\ndef handler(event, context):\n    return always.work(event[\"n\"])\n");

        var outcome = new FunctionOptimizer(function.Request, null, default).Run();

        Assert.Equal(OptimizeVerdict.NothingToDo, outcome.Verdict);
        Assert.Null(outcome.Folder);
        Assert.False(Directory.Exists(function.Out));
    }

    [Fact]
    public void A_library_that_is_kept_is_not_touched()
    {
        using var function = new SlowFunction();
        var request = function.Request with { Plan = new PlanOptions { Keep = ["handler"] } };

        Assert.Equal(OptimizeVerdict.NothingToDo, new FunctionOptimizer(request, null, default).Run().Verdict);
    }

    [Fact]
    public void A_statement_is_explained()
    {
        using var function = new SlowFunction();

        var deferred = new StatementExplainer(function.Request, null, default).Explain("handler.py:2");
        Assert.Contains("would be deferred: No event was seen to need waste.", deferred, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_edits_make_the_same_package_byte_for_byte()
    {
        using var function = new SlowFunction();
        using var prepared = PreparedFunction.Prepare(function.Request.Function, function.Cache);
        ImportEdit[] edits = [new("handler", Path.Combine(function.Path, "handler.py"), 2)];
        var builder = new PackageBuilder(new PackageOptions());

        builder.Build(prepared.Function, prepared.Environment, edits, function.Out);
        var first = File.ReadAllText(Path.Combine(function.Out, PackageManifest.FileName));
        builder.Build(prepared.Function, prepared.Environment, edits, function.Out);

        Assert.Equal(first, File.ReadAllText(Path.Combine(function.Out, PackageManifest.FileName)));
        Assert.Contains(PackageManifest.Read(function.Out).Files, file => file.Path.EndsWith(".pyc", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_not_ours_is_refused_before_anything_runs()
    {
        using var function = new SlowFunction();
        Directory.CreateDirectory(function.Out);
        var precious = Path.Combine(function.Out, "precious.txt");
        File.WriteAllText(precious, "do not lose");

        var refusal = Assert.Throws<PackageException>(() => new FunctionOptimizer(function.Request, null, default).Run());

        Assert.Contains("no package of thaw's", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("do not lose", File.ReadAllText(precious));
    }
}
