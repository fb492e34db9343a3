using Thaw.Functions.Loading;

namespace Thaw.Functions.Templates;

/// <summary>Reads the functions and layers of a SAM template. Other resources are left alone until something refers to them.</summary>
public static class TemplateReader
{
    private static readonly string[] FunctionTypes = ["AWS::Serverless::Function", "AWS::Lambda::Function"];
    private static readonly string[] LayerTypes = ["AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion"];

    /// <summary>Whether a file is a template, and no other YAML or JSON.</summary>
    public static bool IsTemplate(string file)
    {
        if (!File.Exists(file) || Path.GetFileName(file) == FunctionLoader.ManifestName || Path.GetExtension(file) is not (".yaml" or ".yml" or ".json" or ".template"))
            return false;
        return YamlTree.Read(file).Pairs.Any(pair => pair.Key.Value == "Resources");
    }

    /// <summary>Reads a template.</summary>
    /// <param name="file">Its path; paths in it are relative to its folder.</param>
    /// <param name="parameters">Values of parameters, and of whatever else it refers to.</param>
    /// <exception cref="FunctionException">Something of it is wrong, or only AWS knows it; the message says what and where.</exception>
    public static TemplateApplication Read(string file, IReadOnlyDictionary<string, string> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var root = YamlTree.Read(file);
        var known = Parameters(root, parameters);
        var values = new TemplateValues(file, root, known);
        var resources = Resources(root, values);
        foreach (var (id, _, body) in resources.Where(each => FunctionTypes.Contains(each.Type) && !known.ContainsKey(each.Id)))
        {
            var name = values.Child(body, "Properties", "FunctionName") is { } given ? values.Text(given) : id;
            known[id] = name;
            var arn = "arn:aws:lambda:us-east-1:000000000000:function:" + name;
            known.TryAdd(id + ".Arn", arn);
            if (values.Child(body, "Properties", "AutoPublishAlias") is { } alias)
                known.TryAdd(id + ".Alias", $"{arn}:{values.Text(alias)}");
        }
        var layers = resources.Where(each => LayerTypes.Contains(each.Type)).Select(each => Layer(file, values, each.Id, each.Body)).ToList();
        var globals = TemplateValues.Section(root, "Globals", "Function");
        var functions = resources.Where(each => FunctionTypes.Contains(each.Type)).Select(each => new TemplateFunctionReader(
            file, values, each.Body, each.Type == FunctionTypes[0] ? globals : null, [.. layers.Select(layer => layer.Id)]).Read(known[each.Id], each.Id)).ToList();
        return functions.Count > 0
            ? new TemplateApplication(layers, functions)
            : throw new FunctionException($"{file}: holds no function; a host deploys resources of the types {string.Join(" and ", FunctionTypes)}");
    }

    /// <summary>The absolute path of local content.</summary>
    internal static string Local(string file, TemplateValues values, YamlValue? value, YamlValue where)
    {
        if (value is YamlMap { Tag: null } || (value is not null && values.Text(value).StartsWith("s3://", StringComparison.Ordinal)))
            throw values.Error(value, "the code is in S3; a host takes it from a folder or a zip");
        var path = Path.GetFullPath(value is null ? "." : values.Text(value), Path.GetDirectoryName(Path.GetFullPath(file))!);
        return Path.Exists(path) ? path : throw values.Error(value ?? where, $"no such file or folder: {path}");
    }

    /// <summary>The resources that the template makes: those without a condition, or whose condition holds.</summary>
    private static List<(string Id, string Type, YamlMap Body)> Resources(YamlMap root, TemplateValues values)
    {
        var found = new List<(string Id, string Type, YamlMap Body)>();
        foreach (var (id, value) in TemplateValues.Section(root, "Resources")?.Pairs ?? [])
        {
            if (value is not YamlMap body || values.Child(body, "Type") is not YamlText type)
                continue;
            // Of resources that are left alone it does not matter.
            var isOurs = FunctionTypes.Contains(type.Value) || LayerTypes.Contains(type.Value);
            if (isOurs && (values.Child(body, "Condition") is not { } condition || values.IsTrue(condition as YamlText ?? throw values.Error(condition, "the name of a condition is expected"))))
                found.Add((id.Value, type.Value, body));
        }
        return found;
    }

    private static TemplateLayer Layer(string file, TemplateValues values, string id, YamlMap body)
    {
        var content = values.Child(body, "Properties", "ContentUri") ?? values.Child(body, "Properties", "Content");
        return new TemplateLayer(id, values.Child(body, "Properties", "LayerName") is { } name ? values.Text(name) : id, Local(file, values, content, body))
        {
            Description = values.Child(body, "Properties", "Description") is { } text ? values.Text(text) : "",
            Runtimes = values.Texts(values.Child(body, "Properties", "CompatibleRuntimes")) ?? [],
        };
    }

    private static Dictionary<string, string> Parameters(YamlMap root, IReadOnlyDictionary<string, string> given)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in TemplateValues.Section(root, "Parameters")?.Pairs ?? [])
        {
            if ((value as YamlMap)?.Pairs.FirstOrDefault(pair => pair.Key.Value == "Default").Value is YamlText text)
                known[key.Value] = text.Value;
        }
        foreach (var (key, value) in given)
            known[key] = value;
        return known;
    }
}
