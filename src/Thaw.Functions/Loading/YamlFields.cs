using System.Globalization;

namespace Thaw.Functions.Loading;

/// <summary>Typed access to one mapping of a YAML file, with errors that name the line.</summary>
internal sealed class YamlFields
{
    private readonly string _file;
    private readonly Dictionary<string, YamlValue> _values = new(StringComparer.Ordinal);

    /// <summary>Takes the mapping apart.</summary>
    /// <param name="file">The file's path, for messages.</param>
    /// <param name="mapping">The mapping.</param>
    /// <param name="known">The keys that it may have; null: any.</param>
    public YamlFields(string file, YamlMap mapping, IReadOnlyList<string>? known)
    {
        _file = file;
        Line = mapping.Line;
        foreach (var (key, value) in mapping.Pairs)
        {
            if (known is not null && !known.Contains(key.Value))
                throw Error(key, $"unknown key '{key.Value}'; did you mean '{Nearest.To(key.Value, known)}'?");
            // A key with nothing behind it counts as left out.
            if (!IsNull(value))
                _values.Add(key.Value, value);
        }
    }

    /// <summary>The line on which the mapping starts.</summary>
    public long Line { get; }

    /// <summary>The keys that have a value.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The line on which the value of <paramref name="key"/> starts, or that of the mapping.</summary>
    public long LineOf(string key) => _values.TryGetValue(key, out var node) ? node.Line : Line;

    /// <summary>True if the key has a value.</summary>
    public bool Has(string key) => _values.ContainsKey(key);

    /// <summary>An error at the value of <paramref name="key"/>.</summary>
    public FunctionException ErrorAt(string key, string message) =>
        new($"{_file}:{LineOf(key)}: {message}");

    /// <summary>Text, or null where the key is left out.</summary>
    public string? Text(string key) =>
        _values.TryGetValue(key, out var node) ? Scalar(node, key) : null;

    /// <summary>A number, or null where the key is left out.</summary>
    public double? Number(string key)
    {
        if (Text(key) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ErrorAt(key, $"{key}: '{text}' is not a number; write one");
    }

    /// <summary>True or false, or null where the key is left out.</summary>
    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" or "True" or "yes" => true,
        "false" or "False" or "no" => false,
        var other => throw ErrorAt(key, $"{key}: '{other}' is neither true nor false; write one of them"),
    };

    /// <summary>True if the value of the key is a list.</summary>
    public bool IsList(string key) => _values.GetValueOrDefault(key) is YamlList;

    /// <summary>A list of texts; empty where the key is left out.</summary>
    public IReadOnlyList<string> Texts(string key) => [.. Items(key).Select(n => Scalar(n, key))];

    /// <summary>A list of mappings; empty where the key is left out.</summary>
    public IReadOnlyList<YamlFields> Mappings(string key, IReadOnlyList<string> known) =>
        [.. Items(key).Select(n => new YamlFields(_file, AsMapping(n, key), known))];

    /// <summary>A mapping with free keys; null where the key is left out.</summary>
    public YamlFields? Mapping(string key) =>
        _values.TryGetValue(key, out var node) ? new YamlFields(_file, AsMapping(node, key), null) : null;

    /// <summary>An error at the item of the list <paramref name="key"/> that has this text.</summary>
    public FunctionException ErrorAtItem(string key, string item, string message) =>
        Error(Items(key).FirstOrDefault(n => n is YamlText text && text.Value == item) ?? _values[key], message);

    private IReadOnlyList<YamlValue> Items(string key) => !_values.TryGetValue(key, out var node)
        ? []
        : (node as YamlList ?? throw Error(node, $"{key}: a list is expected; write [a, b]")).Items;

    private YamlMap AsMapping(YamlValue node, string key) =>
        node as YamlMap ?? throw Error(node, $"{key}: 'key: value' pairs are expected; write {{NAME: value}}");

    private string Scalar(YamlValue node, string key) =>
        node is YamlText text && !text.Value.Contains('\0', StringComparison.Ordinal)
            ? text.Value
            : throw Error(node, $"{key}: plain text is expected; put it in quotes");

    private FunctionException Error(YamlValue node, string message) => new($"{_file}:{node.Line}: {message}");

    private static bool IsNull(YamlValue node) =>
        node is YamlText { IsPlain: true, Value: "" or "~" or "null" };
}
