using Thaw.Functions.Budgets;

namespace Thaw.Functions.Loading;

/// <summary>Reads what <c>thaw.yaml</c> says about the budget of a function.</summary>
internal static class ManifestBudget
{
    private static readonly string[] Keys = ["init", "memory", "baseline", "max-regression"];

    public static FunctionBudget? Read(YamlFields fields, string root)
    {
        if (fields.Mapping("budget") is not { } budget)
            return null;
        if (budget.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } unknown)
            throw budget.ErrorAt(unknown, $"budget: unknown key '{unknown}'; did you mean '{Nearest.To(unknown, Keys)}'?");
        return new FunctionBudget
        {
            InitMs = Read<double>(budget, "init", BudgetText.Ms),
            MemoryBytes = Read<long>(budget, "memory", BudgetText.Bytes),
            Baseline = budget.Text("baseline") is { } file ? Path.GetFullPath(Path.Combine(root, file)) : null,
            MaxRegression = Read<double>(budget, "max-regression", BudgetText.Share),
        };
    }

    private static T? Read<T>(YamlFields budget, string key, Func<string, string, T> read)
        where T : struct
    {
        if (budget.Text(key) is not { } text)
            return null;
        try
        {
            return read("budget: " + key, text);
        }
        catch (FormatException bad)
        {
            throw budget.ErrorAt(key, bad.Message);
        }
    }
}
