namespace Thaw.Functions.Loading;

/// <summary>Reads the events that <c>thaw.yaml</c> lists.</summary>
internal static class ManifestEvents
{
    private static readonly string[] Keys = ["file", "name", "weight", "holdout"];

    public static IReadOnlyList<FunctionEvent> Read(YamlFields fields, string manifest, string root) =>
        EventDraft.Complete([.. fields.Mappings("events", Keys).Select(e => ReadOne(e, manifest, root))]);

    private static EventDraft ReadOne(YamlFields entry, string manifest, string root)
    {
        var where = $"{manifest}:{entry.Line}";
        var file = entry.Text("file")
            ?? throw new FunctionException($"{where}: an event names no file; write {{file: events/NAME.json, weight: 1}}");
        var path = Path.GetFullPath(Path.Combine(root, file));
        if (!path.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
            throw new FunctionException($"{where}: event file {file} lies outside of the function's folder; move it inside");
        if (!File.Exists(path))
            throw new FunctionException($"{where}: event file {file} is not there; add it or remove the entry");
        var name = entry.Text("name") ?? Path.GetFileNameWithoutExtension(file);
        return new EventDraft(name, EventJson.Read(path), entry.Number("weight"), entry.Flag("holdout") ?? false, where);
    }
}
