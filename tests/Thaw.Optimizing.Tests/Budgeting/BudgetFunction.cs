using Thaw.Functions;
using Thaw.Functions.Budgets;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Budgeting;

/// <summary>A small function in a folder of its own, measured for real.</summary>
internal sealed class BudgetFunction : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BudgetFunction(string handler)
    {
        _folder.Write("f/thaw.yaml", "handler: handler.handler\npackages: []\n");
        Handler(handler);
    }

    public string Root => _folder.PathOf("f");

    public string BaselinePath => _folder.PathOf("baseline.json");

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Changes what it does.</summary>
    public void Handler(string text) => _folder.Write("f/handler.py", text + "\ndef handler(event, context):\n    return 1\n");

    /// <summary>Adds a module beside the handler's.</summary>
    public void Module(string name, string text) => _folder.Write($"f/{name}.py", text);

    public BudgetReport Run(FunctionBudget budget) => Run(new BudgetOptions { Budget = budget }).Report;

    /// <summary>Compares with the baseline of this folder.</summary>
    public BudgetReport Compare(double maxRegression) => Run(new FunctionBudget { Baseline = BaselinePath, MaxRegression = maxRegression });

    public BudgetBaseline WriteBaseline()
    {
        // What the baseline is good for is not these tests' matter: the fewest pairs will do.
        var options = new BudgetOptions { Budget = new FunctionBudget(), MakeBaseline = true, TimeLimit = TimeSpan.FromTicks(1) };
        var baseline = Run(options).Baseline!;
        BaselineFile.Write(BaselinePath, baseline);
        return baseline;
    }

    public void Dispose() => _folder.Dispose();

    private BudgetOutcome Run(BudgetOptions options)
    {
        using var prepared = PreparedFunction.Prepare(new PrepareRequest { Path = Root }, ThawFolders.Cache);
        return new BudgetRunner(prepared, options).Run();
    }
}
