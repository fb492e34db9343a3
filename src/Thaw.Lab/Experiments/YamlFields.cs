using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Thaw.Lab.Experiments;

/// <summary>Typed access to a mapping of a YAML file; every complaint names file and line.</summary>
internal sealed class YamlFields
{
    private readonly string _file;
    private readonly YamlMappingNode _mapping;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private YamlFields(string file, YamlMappingNode mapping) => (_file, _mapping) = (file, mapping);

    /// <summary>Reads a file whose root is a mapping.</summary>
    public static YamlFields Load(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var stream = new YamlStream();
            stream.Load(reader);
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root)
                return new YamlFields(file, root);

            throw new LabException($"{file}: is not one YAML mapping");
        }
        catch (YamlException error)
        {
            throw new LabException($"{file}:{error.Start.Line}: is not YAML: {FirstLine(error.Message)}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{file}: cannot be read: {FirstLine(error.Message)}", error);
        }
    }

    /// <summary>The keys of the mapping, in order.</summary>
    public IEnumerable<string> Keys => _mapping.Children.Keys.Select(Scalar);

    /// <summary>A complaint about this mapping, or about one of its values.</summary>
    public LabException Wrong(string what, string? key = null) =>
        new($"{_file}:{(Find(key) ?? _mapping).Start.Line}: {what}");

    /// <summary>Throws if there is a key that nobody asked for: most likely a typing error.</summary>
    public void RejectOthers()
    {
        foreach (var key in _mapping.Children.Keys)
        {
            if (!_asked.Contains(Scalar(key)))
                throw new LabException(
                    $"{_file}:{key.Start.Line}: unknown key '{Scalar(key)}'; known here: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}");
        }
    }

    /// <summary>A text that must be there.</summary>
    public string Text(string key) => OptionalText(key) ?? throw Wrong($"'{key}' is missing");

    /// <summary>A text, or null.</summary>
    public string? OptionalText(string key) => Ask(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } text } => text,
        var node => throw new LabException($"{_file}:{node.Start.Line}: '{key}' must be a text"),
    };

    /// <summary>A finite number, or null.</summary>
    public double? OptionalNumber(string key)
    {
        if (OptionalText(key) is not { } text)
            return null;

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw Wrong($"'{key}' must be a number, and is '{text}'", key);
    }

    /// <summary>A number from 0 on without a fraction, or the default.</summary>
    public int Count(string key, int otherwise)
    {
        double number = OptionalNumber(key) ?? otherwise;
        return number >= 0 && number <= int.MaxValue && double.IsInteger(number)
            ? (int)number
            : throw Wrong($"'{key}' must be a whole number from 0 on", key);
    }

    /// <summary>A number, or one for whole runs and one for quick ones as a mapping of <c>full</c> and <c>quick</c>, or null.</summary>
    public Amount? OptionalAmount(string key)
    {
        if (!IsMapping(key))
            return OptionalNumber(key) is { } number ? new Amount(number, number) : null;

        var both = Mapping(key)!;
        double full = both.OptionalNumber("full") ?? throw both.Wrong("'full' is missing");
        var amount = new Amount(full, both.OptionalNumber("quick") ?? full);
        both.RejectOthers();
        return amount;
    }

    /// <summary>The list of mappings below a key; none where it is absent.</summary>
    public IReadOnlyList<YamlFields> Mappings(string key) => Ask(key) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Children.Select(item => AsMapping(item, key))],
        var node => throw new LabException($"{_file}:{node.Start.Line}: '{key}' must be a list"),
    };

    /// <summary>The mapping below a key, or null.</summary>
    public YamlFields? Mapping(string key) => Ask(key) is { } node ? AsMapping(node, key) : null;

    /// <summary>A list of texts, one text alone, or none.</summary>
    public IReadOnlyList<string> Texts(string key) => Ask(key) switch
    {
        null => [],
        YamlScalarNode one => [Scalar(one)],
        YamlSequenceNode list => [.. list.Children.Select(Scalar)],
        var node => throw new LabException($"{_file}:{node.Start.Line}: '{key}' must be a list of texts"),
    };

    /// <summary>The absolute path of a file that is named relative to this file's folder.</summary>
    public string PathOf(string relative) => Path.GetFullPath(relative, Path.GetDirectoryName(_file)!);

    /// <summary>True if the value of a key is a mapping.</summary>
    public bool IsMapping(string key) => Ask(key) is YamlMappingNode;

    private YamlNode? Ask(string key)
    {
        _asked.Add(key);
        return Find(key);
    }

    private YamlNode? Find(string? key) =>
        key is not null && _mapping.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    private YamlFields AsMapping(YamlNode node, string key) => node is YamlMappingNode mapping
        ? new YamlFields(_file, mapping)
        : throw new LabException($"{_file}:{node.Start.Line}: '{key}' must hold mappings");

    private string Scalar(YamlNode node) => node is YamlScalarNode { Value: { } text }
        ? text
        : throw new LabException($"{_file}:{node.Start.Line}: a text is expected here");

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
