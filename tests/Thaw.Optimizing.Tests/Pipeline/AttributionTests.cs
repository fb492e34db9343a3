using Thaw.Optimizing.Measuring;
using Thaw.Optimizing.Pipeline;

namespace Thaw.Optimizing.Tests.Pipeline;

/// <summary>
/// A plan of two libraries' edits, one of which was predicted to save what somebody else has to pay then: both modules make the
/// same table, which is made once. The profile puts it down to the one that comes first.
/// </summary>
public sealed class AttributionTests
{
    private const string Handler =
        """
        import alpha
        import beta
        import gamma


        def handler(event, context):
            return {"result": alpha.work(event["n"]) + beta.work(event["n"]) + gamma.work(event["n"])}
        """;

    private const string Table =
        """
        import time

        MADE = []


        def table():
            if not MADE:
                time.sleep(0.4)
                MADE.append(1)
            return MADE
        """;

    private const string Importer = "import NAME_extra\n\n\ndef work(n):\n    return n\n\n\ndef rarely():\n    return NAME_extra.SIZE\n";

    [Fact]
    public void The_part_of_each_library_in_the_gain_is_measured()
    {
        using var function = Function();
        using var session = new OptimizeSession(function.Request, progress: null, CancellationToken.None);
        var planning = new PlanStep(session, ProfileStep.Run(session));
        var plan = planning.Run();
        var gain = MeasureStep.Run(session, plan);

        var parts = new AttributionStep(session, planning).Parts(plan, gain).ToDictionary(part => part.Gain.Name);

        Assert.Equal(["alpha", "beta"], plan.Edits.Select(edit => edit.Edit.Module).Order());
        Assert.All(parts, part => Assert.Equal(part.Key, Assert.Single(part.Value.Edits).Module));
        Assert.All(parts, part => Assert.True(part.Value.Gain.PredictedMs > 200, $"{part.Value.Gain}"));
        // Whether beta's is told as absent or as undecided depends on how calm the machine is.
        Assert.Equal(GainVerdict.There, parts["alpha"].Gain.Verdict);
        Assert.NotEqual(GainVerdict.There, parts["beta"].Gain.Verdict);
    }

    private static SlowFunction Function()
    {
        var function = new SlowFunction();
        function.Write("handler.py", Handler);
        function.Write("shared.py", Table);
        foreach (var name in (string[])["alpha", "beta"])
        {
            function.Write(name + ".py", Importer.Replace("NAME", name, StringComparison.Ordinal));
        }

        function.Write("alpha_extra.py", SlowFunction.Wait(0.4) + "SIZE = 1\n");
        function.Write("beta_extra.py", "import shared\n\nSIZE = len(shared.table())\n");
        function.Write("gamma.py", "import shared\n\nSIZE = len(shared.table())\n\n\ndef work(n):\n    return n + SIZE\n");
        return function;
    }
}
