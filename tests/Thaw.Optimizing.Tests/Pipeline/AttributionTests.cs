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
        MADE = []


        def table():
            if not MADE:
                MADE.extend(str(number) for number in range(600_000))
            return MADE
        """;

    private const string Importer = "import NAME_extra\n\n\ndef work(n):\n    return n\n\n\ndef rarely():\n    return NAME_extra.SIZE\n";

    [Fact]
    public void Edits_of_a_library_whose_part_of_the_gain_is_not_there_are_named()
    {
        using var function = Function();
        using var session = new OptimizeSession(function.Request, progress: null, CancellationToken.None);
        var planning = new PlanStep(session, ProfileStep.Run(session));
        var plan = planning.Run();
        var gain = MeasureStep.Run(session, plan);

        var absent = new AttributionStep(session, planning).Absent(plan, gain);

        Assert.Equal(["alpha", "beta"], plan.Edits.Select(edit => edit.Edit.Module).Order());
        Assert.Equal(["beta"], absent.Select(edit => edit.Module));
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

        function.Write("alpha_extra.py", "SIZE = len([str(number) for number in range(600_000)])\n");
        function.Write("beta_extra.py", "import shared\n\nSIZE = len(shared.table())\n");
        function.Write("gamma.py", "import shared\n\nSIZE = len(shared.table())\n\n\ndef work(n):\n    return n + SIZE\n");
        return function;
    }
}
