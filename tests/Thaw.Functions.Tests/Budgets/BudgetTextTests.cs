using Thaw.Functions.Budgets;

namespace Thaw.Functions.Tests.Budgets;

public sealed class BudgetTextTests
{
    [Theory]
    [InlineData("300ms", 300)]
    [InlineData("1.5s", 1500)]
    [InlineData(" 0.2 s ", 200)]
    public void Times_have_units(string text, double ms) => Assert.Equal(ms, BudgetText.Ms("--init", text), 9);

    [Theory]
    [InlineData("120MB", 120_000_000)]
    [InlineData("128MiB", 134_217_728)]
    [InlineData("1.5gb", 1_500_000_000)]
    public void Sizes_have_units(string text, long bytes) => Assert.Equal(bytes, BudgetText.Bytes("--memory", text));

    [Theory]
    [InlineData("5%", 0.05)]
    [InlineData("0 %", 0)]
    public void Shares_are_percentages(string text, double share) => Assert.Equal(share, BudgetText.Share("--max-regression", text), 9);

    [Theory]
    [InlineData("300")]
    [InlineData("")]
    [InlineData("-1ms")]
    [InlineData("0ms")]
    [InlineData("300MB")]
    [InlineData("1e3ms")]
    [InlineData("1.2.3s")]
    [InlineData("9999999999s")]
    [InlineData("NaNms")]
    public void What_is_no_time_is_one_line_that_says_what_to_write(string text)
    {
        var failure = Assert.Throws<FormatException>(() => BudgetText.Ms("--init", text));

        Assert.StartsWith($"--init: '{text}' is not a time above 0, such as 300ms", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bare_numbers_and_negative_ones_are_no_sizes_and_no_shares()
    {
        Assert.Throws<FormatException>(() => BudgetText.Bytes("--memory", "120"));
        Assert.Throws<FormatException>(() => BudgetText.Bytes("--memory", "0.1 kb 3"));
        Assert.Throws<FormatException>(() => BudgetText.Share("--max-regression", "5"));
        Assert.Throws<FormatException>(() => BudgetText.Share("--max-regression", "-5%"));
    }

    [Fact]
    public void A_manifest_may_hold_a_budget()
    {
        using var folder = new FunctionFolder();
        folder.WithManifest("handler: handler.handler\nbudget: {init: 300ms, memory: 120MB, baseline: b/main.json, max-regression: 7.5%}\n");

        var budget = folder.Load().Budget!;

        Assert.Equal((300, 120_000_000), (budget.InitMs, budget.MemoryBytes));
        Assert.Equal(Path.Combine(folder.Path, "b/main.json"), budget.Baseline);
        Assert.Equal(0.075, budget.MaxRegression!.Value, 9);
    }

    [Theory]
    [InlineData("budget: {init: 300}", "thaw.yaml:2: budget: init: '300' is not a time above 0")]
    [InlineData("budget: {int: 300ms}", "thaw.yaml:2: budget: unknown key 'int'; did you mean 'init'?")]
    [InlineData("budget: 300ms", "thaw.yaml:2: budget: 'key: value' pairs are expected")]
    public void A_wrong_budget_names_its_line(string line, string message)
    {
        using var folder = new FunctionFolder();
        folder.WithManifest("handler: handler.handler\n" + line + "\n");

        Assert.Contains(message, Assert.Throws<FunctionException>(() => folder.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_command_line_says_goes_over_the_manifest()
    {
        var budget = new FunctionBudget { InitMs = 100 }.Over(new FunctionBudget { InitMs = 200, MemoryBytes = 5 });

        Assert.Equal((100, 5), (budget.InitMs, budget.MemoryBytes));
    }
}
