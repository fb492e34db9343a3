using System.Text.Json;
using Thaw.Functions;
using Thaw.Linux.Files;
using Thaw.Optimizing.Budgeting.Reports;

namespace Thaw.Optimizing.Budgeting.Baselines;

/// <summary>Reads and writes baselines.</summary>
public static class BaselineFile
{
    private const string Remedy = "write a new one with --write-baseline";

    /// <summary>Writes one; the file appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, BudgetBaseline baseline) => DurableFile.WriteAtomically(path, stream =>
    {
        JsonSerializer.Serialize(stream, baseline, BudgetJson.Context.BudgetBaseline);
        stream.WriteByte((byte)'\n');
    });

    /// <summary>Reads one.</summary>
    /// <exception cref="FunctionException">It is not there, is no baseline, is of another version, or says what cannot be; one line.</exception>
    public static BudgetBaseline Read(string path)
    {
        if (!File.Exists(path))
            throw new FunctionException($"{path}: there is no such baseline; {Remedy}");
        try
        {
            var text = File.ReadAllBytes(path);
            CheckKind(path, text);
            var baseline = JsonSerializer.Deserialize(text, BudgetJson.Context.BudgetBaseline);
            return baseline is not null && IsSound(baseline) ? baseline : throw new FunctionException($"{path}: holds figures that cannot be; {Remedy}");
        }
        catch (JsonException bad)
        {
            throw new FunctionException($"{path}: is no baseline ({bad.Message.Split('.')[0]}); {Remedy}", inner: bad);
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            throw new FunctionException($"{path}: cannot be read: {bad.Message}", inner: bad);
        }
    }

    // Schema and version first: what a later version holds beside them is not for us to judge.
    private static void CheckKind(string path, byte[] text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        var schema = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("schema", out var name) ? name.ToString() : "no schema";
        if (schema != BudgetBaseline.SchemaName)
            throw new FunctionException($"{path}: is no baseline ({schema}, not {BudgetBaseline.SchemaName}); {Remedy}");
        var version = root.TryGetProperty("version", out var number) ? number.ToString() : "none";
        if (version != "1")
            throw new FunctionException($"{path}: has format version {version}, this Thaw reads {BudgetBaseline.CurrentVersion}; {Remedy}");
    }

    private static bool IsSound(BudgetBaseline baseline) =>
        baseline.InitMs.Count >= BaselineMeasurement.FewestPairs && baseline.InitMs.Count == baseline.ReferenceMs.Count
        && baseline.InitMs.Concat(baseline.ReferenceMs).All(ms => ms > 0 && double.IsFinite(ms))
        && baseline.Reference.Rounds is > 0 and < 1_000_000
        && baseline.Memory.All(memory => memory.PeakBytes.Count > 0 && memory.PeakBytes.All(bytes => bytes > 0));
}
