using Thaw.Optimizing.Packaging;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Reports;

namespace Thaw.Optimizing.Tests.Pipeline;

/// <summary>The target <c>prewarmed</c>: what any event reaches is initialised beforehand, what none reaches is not.</summary>
public sealed class PrewarmedTests
{
    private const string Handler = """
        import waste
        import rare
        import always


        def handler(event, context):
            if event["kind"] == "rare":
                return rarely(event)
            if event["kind"] == "never":
                import never
            return {"result": always.work(event["n"])}


        def rarely(event):
            import late
            return {"result": rare.work(event["n"]) + late.work(event["n"])}

        """;

    [Fact]
    public void What_a_rare_event_needs_stays_what_none_needs_goes_and_what_is_imported_late_is_listed()
    {
        using var function = new SlowFunction();
        function.Write("handler.py", Handler);
        function.Write("late.py", "import later\n\n\ndef work(n):\n    return later.work(n)\n");
        function.Write("later.py", "def work(n):\n    return n\n");
        function.Write("never.py", "");
        // That it is faster is measured elsewhere: here only the plan and the package count.
        var cold = function.Request with { Verify = false };
        var prewarmed = cold with { Plan = new PlanOptions { Target = OptimizeTarget.Prewarmed } };

        var wrong = new FunctionOptimizer(cold, null, default).Run();
        Assert.Contains("rare", wrong.Plan.Deferred);
        Assert.Empty(wrong.Plan.Preload);

        var right = new FunctionOptimizer(prewarmed, null, default).Run();
        Assert.Contains("waste", right.Plan.Deferred);
        Assert.DoesNotContain("rare", right.Plan.Deferred);
        Assert.DoesNotContain("always", right.Plan.Deferred);
        // late loads later by itself.
        Assert.Equal(["late"], right.Plan.Preload);
        Assert.Equal(["late"], PackageManifest.Read(function.Out).Preload);
        var report = OptimizeReportBuilder.Build(right);
        Assert.Equal("prewarmed", report.Target);
        Assert.Equal(["late"], report.Preload);
    }

    [Theory]
    [InlineData("boot", OptimizeTarget.Cold)]
    [InlineData("warm", OptimizeTarget.Cold)]
    [InlineData("fork", OptimizeTarget.Prewarmed)]
    [InlineData("migrate", OptimizeTarget.Prewarmed)]
    [InlineData("eager", OptimizeTarget.Prewarmed)]
    [InlineData("lazy", OptimizeTarget.Prewarmed)]
    [InlineData("reap", OptimizeTarget.Prewarmed)]
    [InlineData("teleport", OptimizeTarget.Cold)]
    public void A_host_s_strategy_chooses_the_target(string strategy, OptimizeTarget target) =>
        Assert.Equal(target, OptimizeTargets.OfStrategy(strategy));
}
