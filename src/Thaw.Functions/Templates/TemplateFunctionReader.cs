using Thaw.Functions.Loading;

namespace Thaw.Functions.Templates;

/// <summary>Reads one function of a template: its own properties, then those of Globals.</summary>
internal sealed class TemplateFunctionReader(string file, TemplateValues values, YamlMap body, YamlMap? globals, IReadOnlyList<string> layerIds)
{
    private static readonly HashSet<string> Used =
    [
        "FunctionName", "PackageType", "InlineCode", "CodeUri", "Code", "Handler", "Runtime", "Description", "MemorySize", "Timeout",
        "EphemeralStorage", "Environment", "Layers", "FunctionUrlConfig", "SnapStart",
        // It says where AWS is to run it; here there is one machine.
        "Architectures", .. TemplateReleaseReader.Used,
    ];

    public TemplateFunction Read(string name, string id)
    {
        if (Property("PackageType") is { } kind && values.Text(kind) != "Zip")
            throw values.Error(kind, $"{id} is an image; a host runs functions from folders and zips");
        if (Property("InlineCode") is { } inline)
            throw values.Error(inline, $"{id} has its code in the template; put it into a folder, and name that as CodeUri");
        var release = new TemplateReleaseReader(values, path => Property(path), name => Both(name));
        var folder = TemplateReader.Local(file, values, Property("CodeUri") ?? Property("Code"), body);
        return new TemplateFunction(id, name, folder, Required("Handler", id), Required("Runtime", id))
        {
            Description = Property("Description") is { } text ? values.Text(text) : "",
            MemoryMb = values.Number(Property("MemorySize")),
            TimeoutSeconds = values.Number(Property("Timeout")),
            TemporaryMb = values.Number(Property("EphemeralStorage", "Size")),
            Environment = Variables(),
            Layers = [.. Both("Layers").SelectMany(Items).Select(Layer)],
            Url = Url(),
            SnapStart = Property("SnapStart", "ApplyOn") is { } applyOn ? values.Text(applyOn) : null,
            Release = release.Read(),
            Unused =
            [
                .. new[] { globals, values.Child(body, "Properties") }.OfType<YamlMap>().SelectMany(map => map.Pairs).Select(pair => pair.Key.Value).Except(Used),
                .. release.Unused(),
            ],
        };
    }

    private YamlValue? Property(params string[] path) =>
        values.Child(body, ["Properties", .. path]) ?? values.Child(globals, path);

    private string Required(string key, string id) => Property(key) is { } value
        ? values.Text(value)
        : throw values.Error(body, $"{id} has no {key}; give it one, or Globals: Function: {key}");

    // SAM adds up lists and maps: what Globals has comes first, and the function's own wins.
    private IEnumerable<YamlValue> Both(params string[] path) =>
        new[] { values.Child(globals, path), values.Child(body, ["Properties", .. path]) }.OfType<YamlValue>();

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Both("Environment", "Variables").OfType<YamlMap>().SelectMany(map => map.Pairs))
        {
            if (values.Resolve(value) is { } resolved)
                variables[key.Value] = values.Text(resolved);
        }
        return variables;
    }

    private IEnumerable<YamlValue> Items(YamlValue value) => value is YamlList list ? values.Items(list) : throw values.Error(value, "a list of layers is expected");

    private string Layer(YamlValue value) =>
        TemplateValues.ReferenceOf(value) is { } id && layerIds.Contains(id) ? id : values.Text(value);

    private TemplateUrl? Url()
    {
        if (Property("FunctionUrlConfig") is not { } url)
            return null;
        var auth = Property("FunctionUrlConfig", "AuthType") ?? throw values.Error(url, "FunctionUrlConfig has no AuthType; write NONE or AWS_IAM");
        return new TemplateUrl(values.Text(auth)) { Mode = One("InvokeMode"), Origins = Property("FunctionUrlConfig", "Cors") is null ? null : Origins() };
    }

    private TemplateOrigins Origins() => new()
    {
        AllowCredentials = One("Cors", "AllowCredentials") is "true" or "True",
        AllowHeaders = Several("AllowHeaders"),
        AllowMethods = Several("AllowMethods"),
        AllowOrigins = Several("AllowOrigins"),
        ExposeHeaders = Several("ExposeHeaders"),
        MaxAge = values.Number(Property("FunctionUrlConfig", "Cors", "MaxAge")),
    };

    private string? One(params string[] path) => Property(["FunctionUrlConfig", .. path]) is { } value ? values.Text(value) : null;

    private IReadOnlyList<string> Several(string name) => values.Texts(Property("FunctionUrlConfig", "Cors", name)) ?? [];
}
