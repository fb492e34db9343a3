using System.Text.Json.Nodes;
using Thaw.Optimizing.Budgeting.Loading;
using Thaw.Profiling.Exports.Sarif;
using Thaw.Profiling.Findings;

namespace Thaw.Optimizing.Budgeting.Reports;

/// <summary>A missed budget as SARIF 2.1.0, for code scanning: a result a statement to look at.</summary>
/// <remarks>
/// With a baseline those are the statements whose imports are new; without one, or when nothing is new, the costliest of the function's
/// own. A budget that is kept, or that could not be decided, has no results: scanners then close what they had open.
/// </remarks>
public static class BudgetSarif
{
    private const int MostCostliest = 3;

    private static readonly (string Id, string Name, string Title, string Help)[] Rules =
    [
        ("newImport", "NewImport", "New in init, and the cold-start budget is missed",
            "Init loads something that it did not load in the baseline. Import it where it is used, or raise the budget on purpose."),
        ("budgetMissed", "BudgetMissed", "The cold-start budget is missed",
            "This import brings much of what init loads. `thaw profile` says what of it is waste; `thaw optimize` removes that."),
    ];

    /// <summary>Writes the log and a line end; leaves the stream open.</summary>
    public static void Write(Stream stream, BudgetReport report) => SarifLog.Write(stream, new JsonObject
    {
        ["tool"] = new JsonObject
        {
            ["driver"] = new JsonObject
            {
                ["name"] = "Thaw",
                ["version"] = report.ThawVersion,
                ["rules"] = new JsonArray([.. Rules.Select(Rule)]),
            },
        },
        ["automationDetails"] = new JsonObject { ["id"] = $"thaw-budget/{report.Function}/" },
        ["originalUriBaseIds"] = new SarifPlaces(report.Root).Base,
        ["columnKind"] = "unicodeCodePoints",
        ["results"] = new JsonArray([.. Results(report)]),
    });

    private static JsonObject Rule((string Id, string Name, string Title, string Help) rule) => new()
    {
        ["id"] = rule.Id,
        ["name"] = rule.Name,
        ["shortDescription"] = new JsonObject { ["text"] = rule.Title },
        ["fullDescription"] = new JsonObject { ["text"] = rule.Help },
        ["help"] = new JsonObject { ["text"] = rule.Help, ["markdown"] = rule.Help },
        ["defaultConfiguration"] = new JsonObject { ["level"] = "error" },
        ["properties"] = new JsonObject { ["tags"] = new JsonArray("performance", "cold-start", "python") },
    };

    private static IEnumerable<JsonObject> Results(BudgetReport report)
    {
        if (report.Verdict != BudgetVerdict.Missed)
            return [];
        var places = new SarifPlaces(report.Root);
        var missed = string.Join("; ", report.Checks.Where(check => check.Verdict == BudgetVerdict.Missed).Select(BudgetWords.Sentence));
        var imports = report.NewImports.Count > 0 ? report.NewImports : [.. report.CostliestImports.Take(MostCostliest)];
        var rule = report.NewImports.Count > 0 ? 0 : 1;
        return imports.Count > 0
            ? imports.Select(import => Result(rule, $"{BudgetWords.Targets(import)}: {BudgetWords.Cost(import)}. {missed}.", import, places))
            : [Result(1, missed + ".", null, places)];
    }

    private static JsonObject Result(int rule, string message, ImportCost? import, SarifPlaces places)
    {
        var result = new JsonObject
        {
            ["ruleId"] = Rules[rule].Id,
            ["ruleIndex"] = rule,
            ["level"] = "error",
            ["message"] = new JsonObject { ["text"] = message },
        };
        if (import is { OwnFile: { } own, OwnLine: { } line })
            result["locations"] = new JsonArray(places.Location(new SourceLine(own, line)));
        else if (import is { File: { } file, Line: { } at })
            result["locations"] = new JsonArray(places.Location(new SourceLine(file, at)));
        if (import is { IsOwn: false, OwnFile: not null, File: { } library, Line: { } inside })
            result["relatedLocations"] = new JsonArray(places.Location(new SourceLine(library, inside), "the import that loads it"));
        if (import is not null)
            result["partialFingerprints"] = new JsonObject { ["thawBudget/v1"] = $"{Rules[rule].Id}/{import.Targets[0]}" };
        return result;
    }
}
