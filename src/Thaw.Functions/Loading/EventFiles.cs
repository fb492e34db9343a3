using System.Text.Json;

namespace Thaw.Functions.Loading;

/// <summary>Reads events from files and folders.</summary>
internal static class EventFiles
{
    /// <summary>True if <paramref name="folder"/> holds events.</summary>
    public static bool Any(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.json").Any();

    /// <summary>Reads what the user named: a folder, a file with one event, or a file with a list of them.</summary>
    public static IReadOnlyList<FunctionEvent> ReadPath(string path, string asGiven)
    {
        if (Directory.Exists(path))
        {
            return Any(path)
                ? ReadFolder(path)
                : throw new FunctionException($"{asGiven}: no .json file in this folder; add one for each event");
        }
        if (!File.Exists(path))
            throw new FunctionException($"{asGiven}: no such file or folder of events; correct --events");
        return EventJson.Read(path, value => value.ValueKind == JsonValueKind.Array
            ? EventList.Read(value, path)
            : [Assumed(Path.GetFileNameWithoutExtension(path), EventJson.Compact(value))]);
    }

    /// <summary>Reads every <c>.json</c> file of a folder, in the order of their names, with equal weights.</summary>
    public static IReadOnlyList<FunctionEvent> ReadFolder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)
            .Select(f => Assumed(Path.GetFileNameWithoutExtension(f), EventJson.Read(f)))];

    private static FunctionEvent Assumed(string name, string json) =>
        new(name, json, 1, WeightIsAssumed: true, Holdout: false);
}
