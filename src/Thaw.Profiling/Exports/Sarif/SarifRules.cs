using System.Text.Json.Nodes;
using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Exports.Sarif;

/// <summary>The patterns of findings as rules that code scanning shows beside each result.</summary>
internal static class SarifRules
{
    /// <summary>All rules, in the order in which results number them.</summary>
    public static IReadOnlyList<SarifRule> All { get; } =
    [
        new("C1", "UnusedImport", "Loaded in every cold start, not seen to run",
            "No function of it ran in any event, nor did another library need it while it was imported.",
            "Remove the import, or move it into the function that needs it. Constants, types and exceptions leave no trace in a "
            + "usage record, so run your tests before you trust a removal."),
        new("C2", "RarelyUsedImport", "Loaded in every cold start, used by few events",
            "The events in which something of it ran make up a small share of all invocations, and every cold start pays for it.",
            "Import it in the function that uses it: the first event that needs it pays then, all others save its cost."),
        new("C3", "HeavyImport", "Heavier than what is used of it",
            "What ran of it is also done by something lighter: a narrower import of the same library, or a known substitute.",
            "Replace the import by the lighter one that the result names, and compare the results of every event."),
        new("C4", "AvoidableImport", "Costly and not needed for the result",
            "It ran only to set something up, or it serves output: progress bars, consoles, plotting, telemetry.",
            "Set it up on first use, or leave it out where nobody looks at its output."),
        new("setup", "WorkAtImport", "Work at import that is not import",
            "A line of a module's body loads a model, builds a client, reads a file or computes while it is imported.",
            "Put the work into a function that does it once, on first use, such as one under functools.cache."),
    ];

    /// <summary>The rule's number; that of a pattern without a rule is -1.</summary>
    public static int IndexOf(string pattern) => All.ToList().FindIndex(rule => rule.Id == pattern);

    /// <summary>What a result's sentence says of its target.</summary>
    public static string Words(Finding finding) => finding.Pattern switch
    {
        "C1" => "is loaded in every cold start and was not seen to run in any event",
        "C2" => "is loaded in every cold start and used by few events",
        "C3" => "is heavier than what is used of it",
        "C4" => "costs time in every cold start and is not needed for the result",
        _ => "does work at import that is not import",
    };
}

/// <summary>One rule.</summary>
/// <param name="Id">The pattern.</param>
/// <param name="Name">In Pascal case, as the format asks for it.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Description">What was found.</param>
/// <param name="Help">What to do about it.</param>
internal sealed record SarifRule(string Id, string Name, string Title, string Description, string Help)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["shortDescription"] = new JsonObject { ["text"] = Title },
        ["fullDescription"] = new JsonObject { ["text"] = Description },
        ["help"] = new JsonObject { ["text"] = $"{Description} {Help}", ["markdown"] = $"{Description}\n\n**What to do.** {Help}" },
        ["defaultConfiguration"] = new JsonObject { ["level"] = "warning" },
        ["properties"] = new JsonObject { ["tags"] = new JsonArray("performance", "cold-start", "python") },
    };
}
