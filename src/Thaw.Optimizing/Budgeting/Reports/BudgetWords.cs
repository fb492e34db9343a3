using System.Globalization;
using Thaw.Optimizing.Budgeting.Checks;
using Thaw.Optimizing.Budgeting.Loading;

namespace Thaw.Optimizing.Budgeting.Reports;

/// <summary>The words in which every form of a report speaks.</summary>
public static class BudgetWords
{
    /// <summary>What a check is about.</summary>
    public static string Name(BudgetCheck check) => check.Name switch
    {
        "init" => "init",
        "memory" => "peak memory",
        "initRegression" => "init, against the baseline",
        _ => "peak memory, against the baseline",
    };

    /// <summary>A number of a check with its unit.</summary>
    public static string Amount(BudgetCheck check, double value) => check.Unit switch
    {
        "ms" => Ms(value),
        "bytes" => Megabytes(value),
        _ => (100 * value).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>The interval of a check; empty where there is none.</summary>
    public static string Range(BudgetCheck check) =>
        check is { Low: { } low, High: { } high } ? $"{Amount(check, low)} … {Amount(check, high)}" : "";

    /// <summary>One sentence: what was measured, against what, and what follows.</summary>
    public static string Sentence(BudgetCheck check)
    {
        var range = Range(check) is { Length: > 0 } text ? $" ({text})" : "";
        var by = check.Verdict == BudgetVerdict.Missed ? $", over by {Over(check)}" : "";
        var remark = check.Remark is null ? "" : $"; {check.Remark}";
        return $"{Name(check)}: {Amount(check, check.Value)}{range}, limit {Amount(check, check.Limit)}{by}{remark}";
    }

    /// <summary>What an import loads: the first few names.</summary>
    public static string Targets(ImportCost import)
    {
        const int Most = 3;
        var names = string.Join(", ", import.Targets.Take(Most));
        return import.Targets.Count > Most ? $"{names} and {import.Targets.Count - Most} more" : names;
    }

    /// <summary>What an import costs.</summary>
    public static string Cost(ImportCost import) =>
        $"{(import.Modules == 1 ? "1 module" : $"{import.Modules} modules")}, {Ms(import.Ms)}, {Megabytes(import.Bytes)}";

    /// <summary>Where an import is, and which own line leads to it where that is another.</summary>
    public static string Place(ImportCost import) => import switch
    {
        { Place: null } => "(no statement)",
        { IsOwn: false, OwnPlace: { } own } => $"{import.Place} (through {own})",
        _ => import.Place,
    };

    /// <summary>A verdict for a sentence.</summary>
    public static string Verdict(BudgetVerdict verdict) => verdict switch
    {
        BudgetVerdict.Within => "within budget",
        BudgetVerdict.Missed => "budget missed",
        _ => "undecided",
    };

    /// <summary>A time.</summary>
    public static string Ms(double ms) => ms.ToString(ms >= 100 ? "F0" : "F1", CultureInfo.InvariantCulture) + " ms";

    /// <summary>A size.</summary>
    public static string Megabytes(double bytes) => (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture) + " MB";

    private static string Over(BudgetCheck check) => check.Unit == "share"
        ? (100 * (check.Value - check.Limit)).ToString("F1", CultureInfo.InvariantCulture) + " points"
        : $"{Amount(check, check.Value - check.Limit)} ({(100 * ((check.Value / check.Limit) - 1)).ToString("F0", CultureInfo.InvariantCulture)} %)";
}
