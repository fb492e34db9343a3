using Thaw.Functions;
using Thaw.Functions.Budgets;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Profiling.Recorder;
using Thaw.Python.Launching;

namespace Thaw.Lab.Budgeting;

/// <summary>Runs <c>thaw budget</c> as its command does, without the command's own start.</summary>
internal sealed class BudgetDecisions(double maxRegression, CancellationToken cancellation)
{
    /// <summary>Measures a baseline and writes it.</summary>
    /// <exception cref="LabException">It can't be measured.</exception>
    public void WriteBaseline(string function, string file) =>
        BaselineFile.Write(file, Run(function, new BudgetOptions { Budget = new FunctionBudget(), MakeBaseline = true }).Baseline!);

    /// <summary>Holds a function against a baseline.</summary>
    /// <exception cref="LabException">It can't be measured.</exception>
    public BudgetReport Decide(string function, string baseline) => Run(
        function, new BudgetOptions { Budget = new FunctionBudget { Baseline = baseline, MaxRegression = maxRegression } }).Report;

    private BudgetOutcome Run(string function, BudgetOptions options)
    {
        try
        {
            using var prepared = PreparedFunction.Prepare(new PrepareRequest { Path = function }, ThawFolders.Cache);
            return new BudgetRunner(prepared, options, progress: null, cancellation).Run();
        }
        catch (Exception error) when (error is FunctionException or FunctionFailedException)
        {
            throw new LabException(error.Message, error);
        }
    }
}
