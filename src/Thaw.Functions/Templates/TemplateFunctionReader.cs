using Thaw.Functions.Loading;

namespace Thaw.Functions.Templates;

/// <summary>Reads one function of a template: its own properties, then those of Globals.</summary>
internal sealed class TemplateFunctionReader(string file, TemplateValues values, YamlMap body, YamlMap? globals, IReadOnlyList<string> layerIds)
{
    public TemplateFunction Read(string name, string id)
    {
        if (TemplateReader.Child(body, "Condition") is { } condition)
            throw values.Error(condition, $"{id} has a condition, which is not evaluated here; remove it");
        if (Property("PackageType") is { } kind && values.Text(kind) != "Zip")
            throw values.Error(kind, $"{id} is an image; a host runs functions from folders and zips");
        if (Property("InlineCode") is { } inline)
            throw values.Error(inline, $"{id} has its code in the template; put it into a folder, and name that as CodeUri");
        var folder = TemplateReader.Local(file, values, Property("CodeUri") ?? Property("Code"), body);
        return new TemplateFunction(id, name, folder, Required("Handler", id), Required("Runtime", id))
        {
            Description = Property("Description") is { } text ? values.Text(text) : "",
            MemoryMb = TemplateReader.Number(values, Property("MemorySize")),
            TimeoutSeconds = TemplateReader.Number(values, Property("Timeout")),
            TemporaryMb = TemplateReader.Number(values, Property("EphemeralStorage", "Size")),
            Environment = Variables(),
            Layers = [.. Both("Layers").SelectMany(Items).Select(Layer)],
        };
    }

    private YamlValue? Property(params string[] path) =>
        TemplateReader.Child(body, ["Properties", .. path]) ?? TemplateReader.Child(globals, path);

    private string Required(string key, string id) => Property(key) is { } value
        ? values.Text(value)
        : throw values.Error(body, $"{id} has no {key}; give it one, or Globals: Function: {key}");

    // SAM adds up lists and maps: what Globals has comes first, and the function's own wins.
    private IEnumerable<YamlValue> Both(params string[] path) =>
        new[] { TemplateReader.Child(globals, path), TemplateReader.Child(body, ["Properties", .. path]) }.OfType<YamlValue>();

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Both("Environment", "Variables").OfType<YamlMap>().SelectMany(map => map.Pairs))
        {
            if (!TemplateValues.IsNothing(value))
                variables[key.Value] = values.Text(value);
        }
        return variables;
    }

    private IEnumerable<YamlValue> Items(YamlValue value) => value is YamlList list ? list.Items : throw values.Error(value, "a list of layers is expected");

    private string Layer(YamlValue value) =>
        TemplateValues.ReferenceOf(value) is { } id && layerIds.Contains(id) ? id : values.Text(value);
}
