using System.Text.Json;

namespace Thaw.Images.Simulation;

/// <summary>Reads and writes the costs of a simulation as JSON; docs/schemas/images-costs.schema.json describes it.</summary>
public static class CostsFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
    };

    /// <summary>The text of a file.</summary>
    public static string ToText(SimulationCosts costs) => JsonSerializer.Serialize(costs, Options) + "\n";

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is no such file, of another version, or its numbers make no sense; the message says which.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static SimulationCosts Read(string file) => Parse(File.ReadAllText(file), file);

    /// <summary>Reads the text of one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="FormatException">As <see cref="Read"/>.</exception>
    public static SimulationCosts Parse(string text, string file)
    {
        try
        {
            CheckSchema(text, file);
            var costs = JsonSerializer.Deserialize<SimulationCosts>(text, Options) ?? throw new FormatException($"{file}: it is empty");
            return Problem(costs) is { } problem ? throw new FormatException($"{file}: {problem}") : costs;
        }
        catch (JsonException e)
        {
            throw new FormatException($"{file}:{e.LineNumber + 1}: {e.Message.Split(" Path:")[0].TrimEnd('.')}", e);
        }
    }

    // Before the rest is read, which another version may have named otherwise.
    private static void CheckSchema(string text, string file)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out var schema) || schema.ValueKind != JsonValueKind.String || !schema.ValueEquals(SimulationCosts.SchemaName))
            throw new FormatException($"{file}: not a file of costs: its schema is not {SimulationCosts.SchemaName}");
        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != SimulationCosts.SchemaVersion)
            throw new FormatException($"{file}: its version is not {SimulationCosts.SchemaVersion}, the one that this Thaw reads");
    }

    private static string? Problem(SimulationCosts costs)
    {
        var names = costs.Parts.Select(part => part.Name).ToHashSet(StringComparer.Ordinal);
        var start = costs.Start;
        if (!(start.BootMs >= 0 && start.ForkMs >= 0 && start.ForkMsPerMegabyte >= 0 && start.InterpreterBytes >= 0 && start.ForkedBytes >= 0))
            return "start: none of its numbers may be under 0";
        if (!(start.CopiedShare is >= 0 and <= 1))
            return "start: copiedShare is a number from 0 to 1";
        return names.Count < costs.Parts.Count ? "two parts have one name"
            : costs.Parts.FirstOrDefault(part => !(part.InitMs >= 0) || part.Bytes < 0) is { } wrong ? $"part {wrong.Name}: its numbers may not be under 0"
            : costs.Kinds.Count == 0 ? "there is no kind of function"
            : costs.Kinds.Select(kind => Problem(kind, names)).FirstOrDefault(problem => problem is not null);
    }

    private static string? Problem(FunctionKind kind, HashSet<string> names) =>
        !(kind.Weight > 0 && double.IsFinite(kind.Weight)) ? $"kind {kind.Name}: its weight has to be over 0"
        : !(kind.OwnInitMs >= 0) || kind.OwnBytes < 0 ? $"kind {kind.Name}: its numbers may not be under 0"
        : kind.Parts.FirstOrDefault(part => !names.Contains(part)) is { } unknown ? $"kind {kind.Name}: there is no part {unknown}"
        : kind.Parts.Distinct(StringComparer.Ordinal).Count() < kind.Parts.Count ? $"kind {kind.Name}: a part is named twice"
        : null;
}
