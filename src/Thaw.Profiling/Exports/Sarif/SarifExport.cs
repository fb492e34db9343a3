using System.Text.Json.Nodes;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;

namespace Thaw.Profiling.Exports.Sarif;

/// <summary>Findings as SARIF 2.1.0 (OASIS), the format of code scanning.</summary>
/// <remarks>
/// A result stands where the function's own sources can change it: at the import itself, or, where a library imports, at the own
/// line that leads there; the rest are related locations. What to do is told in words, never as an edit: an import
/// is only safe to move once every event was tried without it.
/// </remarks>
public static class SarifExport
{
    /// <summary>Writes the log and a line end; leaves the stream open.</summary>
    public static void Write(Stream stream, ProfileAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        SarifLog.Write(stream, Run(analysis));
    }

    private static JsonObject Run(ProfileAnalysis analysis)
    {
        var manifest = analysis.Recording.Manifest;
        var places = new SarifPlaces(manifest.Function.Root);
        var fingerprints = new SarifFingerprints(analysis);
        return new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject
                {
                    ["name"] = "Thaw",
                    ["version"] = manifest.ThawVersion,
                    ["rules"] = new JsonArray([.. SarifRules.All.Select(rule => rule.ToJson())]),
                },
            },
            ["automationDetails"] = new JsonObject { ["id"] = $"thaw/{manifest.Function.Name}/" },
            ["originalUriBaseIds"] = places.Base,
            ["columnKind"] = "unicodeCodePoints",
            ["invocations"] = new JsonArray(new JsonObject
            {
                ["executionSuccessful"] = analysis.Baseline.FailedRuns < analysis.Baseline.Runs,
                ["endTimeUtc"] = manifest.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            }),
            ["results"] = new JsonArray([.. analysis.Findings.Select(finding => Result(analysis, finding, places, fingerprints.Of(finding)))]),
        };
    }

    private static JsonObject Result(ProfileAnalysis analysis, Finding finding, SarifPlaces places, string fingerprint)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Pattern,
            ["ruleIndex"] = SarifRules.IndexOf(finding.Pattern),
            ["level"] = finding.Confidence == "high" ? "warning" : "note",
            ["rank"] = Rank(analysis, finding),
            ["message"] = new JsonObject { ["text"] = Message(finding) },
            ["partialFingerprints"] = new JsonObject { [SarifFingerprints.Key] = fingerprint },
            ["properties"] = Properties(finding),
        };
        AddPlaces(result, finding, places);
        return result;
    }

    private static void AddPlaces(JsonObject result, Finding finding, SarifPlaces places)
    {
        SourceLine[] statements = [.. finding.ImportedAt is { } at ? new[] { at } : [], .. finding.AlsoImportedAt];
        var primary = statements.FirstOrDefault(places.IsOwn) ?? finding.Chain.LastOrDefault(places.IsOwn) ?? finding.ImportedAt;
        if (primary is not null)
        {
            result["locations"] = new JsonArray(places.Location(primary));
        }

        var related = statements.Where(statement => statement != primary).Distinct().ToArray();
        if (related.Length > 0)
        {
            result["relatedLocations"] = new JsonArray([.. related.Select(statement => places.Location(statement, "one of the imports that have to change"))]);
        }

        if (finding.Chain.Count > 1)
        {
            var steps = finding.Chain.Select(step => new JsonObject { ["location"] = places.Location(step, "leads to the next") });
            result["codeFlows"] = new JsonArray(new JsonObject
            {
                ["threadFlows"] = new JsonArray(new JsonObject { ["locations"] = new JsonArray([.. steps]) }),
            });
        }
    }

    private static string Message(Finding finding)
    {
        var saving = $"Predicted saving: {Wording.Ms(finding.PredictedSavingMs)} and {Wording.Bytes(finding.PredictedSavingBytes)} of an average cold start.";
        return $"{finding.Target} {SarifRules.Words(finding)}. {finding.Remedy} {saving}";
    }

    private static JsonObject Properties(Finding finding) => new()
    {
        ["findingId"] = finding.Id,
        ["library"] = finding.Library,
        ["confidence"] = finding.Confidence,
        ["remedy"] = finding.Remedy,
        ["evidence"] = new JsonArray([.. finding.Evidence.Select(sentence => JsonValue.Create(sentence))]),
        ["exclusiveMs"] = Math.Round(finding.ExclusiveMs, 4),
        ["exclusiveBytes"] = finding.ExclusiveBytes,
        ["predictedSavingMs"] = Math.Round(finding.PredictedSavingMs, 4),
        ["predictedSavingBytes"] = finding.PredictedSavingBytes,
    };

    /// <summary>The saving in percent of the cold start, which orders the results.</summary>
    private static double Rank(ProfileAnalysis analysis, Finding finding) =>
        analysis.Baseline.ColdStart is { Median: > 0 } cold ? Math.Round(Math.Clamp(100 * finding.PredictedSavingMs / cold.Median, 0, 100), 2) : -1;
}
