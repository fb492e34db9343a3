using Thaw.Optimizing.Pipeline;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Tests.Pipeline;

/// <summary>What a package loads although its plan did not count on it says who has to be put back.</summary>
public sealed class TrialRunTests
{
    [Fact]
    public void Only_modules_that_the_plan_counts_on_are_evidence_against_what_they_load()
    {
        using var function = new SlowFunction();
        function.Write("handler.py", "import always\n\n\ndef handler(event, context):\n    import rare\n    return always.SUM\n");
        function.Write("always.py", "import waste\n\nSUM = waste.SUM\n");
        function.Write("waste.py", "import deep\n\nSUM = deep.SUM\n");
        function.Write("deep.py", "SUM = 6\n");
        function.Write("rare.py", "import rarer\n");
        function.Write("rarer.py", "");
        using var prepared = PreparedFunction.Prepare(function.Request.Function, function.Cache);

        var evidence = TrialRun.Run(prepared, ["waste", "deep", "rare", "rarer"], CancellationToken.None);

        // The plan had deferred waste and so had nothing to do with what that loads; the next one has it in its count.
        Assert.Equal([("always", "waste")], evidence.InitLoads);
        // The held-out event is no evidence; what rare loads follows from it.
        Assert.Equal([("plain", "rare"), ("rare", "rare")], evidence.EventLoads.Order());
    }

    [Fact]
    public void A_package_whose_handler_cannot_be_imported_names_the_error_and_the_places()
    {
        using var function = new SlowFunction();
        using var original = PreparedFunction.Prepare(function.Request.Function, function.Cache);
        using var broken = new SlowFunction();
        broken.Write("always.py", "import nowhere_at_all\n");
        using var result = PreparedFunction.Prepare(broken.Request.Function, broken.Cache);

        Assert.True(TrialRun.ImportHandler(original, original, CancellationToken.None).Passed);
        var verification = TrialRun.ImportHandler(original, result, CancellationToken.None);

        Assert.Contains("ModuleNotFoundError: No module named 'nowhere_at_all'", Assert.Single(verification.Breaking).Result, StringComparison.Ordinal);
        Assert.Contains(verification.Places, place => Path.GetFileName(place.File) == "always.py" && place.Line == 1);
    }
}
