using System.Text.Json;

namespace Thaw.Lab.Expectations;

/// <summary>A finding as <c>thaw analyze --json</c> reports it.</summary>
/// <param name="Pattern">C1 to C4, or setup.</param>
/// <param name="Target">A module, <c>package.*</c> for several of its modules, or file:line.</param>
/// <param name="Members">The modules of a group; otherwise empty.</param>
/// <param name="ImportedAt">The statement that loads it first; null if there is none.</param>
/// <param name="IsSmall">True below the floor of the expectations: what they leave out on purpose.</param>
internal sealed record ReportedFinding(
    string Pattern, string Target, IReadOnlyList<string> Members, FindingPlace? ImportedAt, bool IsSmall = false)
{
    /// <summary>The floor in ms: the table of expectations lists what costs about 5 ms and 2 % of init, or more.</summary>
    private static double Floor(double initMs) => Math.Max(5, 0.02 * initMs);

    /// <summary>Reads the findings of a profile in JSON.</summary>
    /// <exception cref="LabException">It is no profile of a known version.</exception>
    public static IReadOnlyList<ReportedFinding> ReadAll(string file)
    {
        using var stream = File.OpenRead(file);
        try
        {
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            if (root.GetProperty("schema").GetString() != "thaw.profile" || root.GetProperty("version").GetInt32() != 1)
                throw new LabException($"{file}: is no profile of version 1");

            double init = root.GetProperty("baseline").GetProperty("phases").GetProperty("initMs").GetProperty("median").GetDouble();
            return [.. root.GetProperty("findings").EnumerateArray().Select(finding => Read(finding, Floor(init)))];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new LabException($"{file}: is not the JSON of a profile: {error.Message.Split('\n')[0]}", error);
        }
    }

    private static ReportedFinding Read(JsonElement finding, double floorMs) => new(
        finding.GetProperty("pattern").GetString()!,
        finding.GetProperty("target").GetString()!,
        finding.TryGetProperty("members", out var members) && members.ValueKind == JsonValueKind.Array
            ? [.. members.EnumerateArray().Select(member => member.GetString()!)] : [],
        finding.TryGetProperty("importedAt", out var place) && place.ValueKind == JsonValueKind.Object
            ? new FindingPlace(place.GetProperty("file").GetString()!, place.GetProperty("line").GetInt32()) : null,
        finding.GetProperty("predictedSavingMs").GetDouble() < floorMs);
}
