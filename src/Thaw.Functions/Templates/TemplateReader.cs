using System.Globalization;
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
        var resources = (Child(root, "Resources") as YamlMap)?.Pairs.Select(pair => (Id: pair.Key.Value, Body: pair.Value as YamlMap)).Where(each => each.Body is not null)
            .Select(each => (each.Id, Body: each.Body!, Type: (Child(each.Body!, "Type") as YamlText)?.Value ?? "")).ToList() ?? [];
        var known = Parameters(root, parameters);
        var values = new TemplateValues(file, known);
        foreach (var (id, body, type) in resources.Where(each => FunctionTypes.Contains(each.Type) && !known.ContainsKey(each.Id)))
        {
            var name = Child(body, "Properties", "FunctionName") is { } given ? values.Text(given) : id;
            known[id] = name;
            known.TryAdd(id + ".Arn", "arn:aws:lambda:us-east-1:000000000000:function:" + name);
        }
        var layers = resources.Where(each => LayerTypes.Contains(each.Type)).Select(each => Layer(file, values, each.Id, each.Body)).ToList();
        var globals = Child(root, "Globals", "Function") as YamlMap;
        var functions = resources.Where(each => FunctionTypes.Contains(each.Type)).Select(each => new TemplateFunctionReader(
            file, values, each.Body, each.Type == FunctionTypes[0] ? globals : null, [.. layers.Select(layer => layer.Id)]).Read(known[each.Id], each.Id)).ToList();
        return functions.Count > 0
            ? new TemplateApplication(layers, functions)
            : throw new FunctionException($"{file}: holds no function; a host deploys resources of the types {string.Join(" and ", FunctionTypes)}");
    }

    /// <summary>A value below others, or null.</summary>
    internal static YamlValue? Child(YamlValue? value, params string[] path)
    {
        foreach (var key in path)
            value = (value as YamlMap)?.Pairs.FirstOrDefault(pair => pair.Key.Value == key).Value;
        return value is null || TemplateValues.IsNothing(value) ? null : value;
    }

    /// <summary>The absolute path of local content.</summary>
    internal static string Local(string file, TemplateValues values, YamlValue? value, YamlValue where)
    {
        if (value is YamlMap { Tag: null } || (value is not null && values.Text(value).StartsWith("s3://", StringComparison.Ordinal)))
            throw values.Error(value, "the code is in S3; a host takes it from a folder or a zip");
        var path = Path.GetFullPath(value is null ? "." : values.Text(value), Path.GetDirectoryName(Path.GetFullPath(file))!);
        return Path.Exists(path) ? path : throw values.Error(value ?? where, $"no such file or folder: {path}");
    }

    private static TemplateLayer Layer(string file, TemplateValues values, string id, YamlMap body)
    {
        var content = Child(body, "Properties", "ContentUri") ?? Child(body, "Properties", "Content");
        return new TemplateLayer(id, Child(body, "Properties", "LayerName") is { } name ? values.Text(name) : id, Local(file, values, content, body))
        {
            Description = Child(body, "Properties", "Description") is { } text ? values.Text(text) : "",
            Runtimes = Child(body, "Properties", "CompatibleRuntimes") is YamlList list ? [.. list.Items.Select(values.Text)] : [],
        };
    }

    private static Dictionary<string, string> Parameters(YamlMap root, IReadOnlyDictionary<string, string> given)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (Child(root, "Parameters") as YamlMap)?.Pairs ?? [])
        {
            if ((value as YamlMap)?.Pairs.FirstOrDefault(pair => pair.Key.Value == "Default").Value is YamlText text)
                known[key.Value] = text.Value;
        }
        foreach (var (key, value) in given)
            known[key] = value;
        return known;
    }

    /// <summary>A whole number.</summary>
    internal static int? Number(TemplateValues values, YamlValue? value) => value is null ? null
        : int.TryParse(values.Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw values.Error(value, $"'{values.Text(value)}' is not a whole number");
}
