using Thaw.Optimizing.Verification;

namespace Thaw.Optimizing.Tests.Verification;

/// <summary>What follows from where objects lie in memory, or from who imported a private module first, is no promise of a function.</summary>
public sealed class LayoutTests
{
    private const string Ordered =
        """
        class Item:
            def __init__(self, number):
                self.number = number
        ITEMS = frozenset(Item(number) for number in range(200))
        for last in ITEMS:
            pass
        LAST = last.number
        def handler(event, context):
            return {"sum": sum(item.number for item in ITEMS), "order": [item.number for item in ITEMS]}
        """;

    private const string User =
        """
        import pkg.NAME
        def use():
            return pkg.NAME.NUMBER
        """;

    private const string LazyUser =
        """
        import pkg
        def use():
            import pkg.NAME
            return pkg.NAME.NUMBER
        """;

    [Fact]
    public void The_order_of_a_set_of_objects_is_masked_in_results_and_in_what_modules_hold()
    {
        var files = new Dictionary<string, string> { ["handler.py"] = Ordered };
        using var pair = new FunctionPair(files, new Dictionary<string, string>(), "{}");

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, string.Join("; ", result.Breaking));
        Assert.Contains(result.Masked, part => part.Where.Contains("order", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Masked, part => part.Where.Contains("sum", StringComparison.Ordinal));
        Assert.Contains(result.Masked, part => part.Where.Contains("LAST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("_private", true)]
    [InlineData("public", false)]
    public void A_module_that_its_package_does_not_have_any_more_counts_unless_it_is_private(string name, bool passes)
    {
        var files = new Dictionary<string, string>
        {
            ["handler.py"] = "import user\ndef handler(event, context):\n    return user.use()\n",
            ["user.py"] = User.Replace("NAME", name, StringComparison.Ordinal),
            ["pkg/__init__.py"] = "VERSION = 1\n",
            [$"pkg/{name}.py"] = "NUMBER = 7\n",
        };
        var changes = new Dictionary<string, string> { ["user.py"] = LazyUser.Replace("NAME", name, StringComparison.Ordinal) };
        using var pair = new FunctionPair(files, changes, "{}");

        VerificationResult result = pair.Verify(new VerifyOptions { AlsoResolve = ["pkg"] });

        Assert.Equal(passes, result.Passed);
        Assert.Contains(passes ? result.Harmless : result.Breaking, difference => difference.Check == Check.Names && difference.Where == "pkg" && difference.What == name);
    }
}
