using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Thaw.Functions.Loading;

/// <summary>A value in a YAML file.</summary>
/// <param name="Line">The line that it starts on.</param>
internal abstract record YamlValue(long Line)
{
    /// <summary>Its tag as it stands in the file, as <c>!Ref</c>; null when it has none.</summary>
    public string? Tag { get; init; }
}

/// <summary>Text, numbers and the like: how it is understood is up to the reader.</summary>
internal sealed record YamlText(long Line, string Value, bool IsPlain) : YamlValue(Line);

/// <summary>A list.</summary>
internal sealed record YamlList(long Line, IReadOnlyList<YamlValue> Items) : YamlValue(Line);

/// <summary>Pairs, in the order of the file; no key occurs twice.</summary>
internal sealed record YamlMap(long Line, IReadOnlyList<(YamlText Key, YamlValue Value)> Pairs) : YamlValue(Line);

/// <summary>Reads a YAML file into plain values.</summary>
/// <remarks>
/// It builds on the library's parser alone: its own node tree compares keys deeply, and overflows the stack when a
/// key contains itself through an alias. Aliases are refused, since nothing here needs them.
/// </remarks>
internal sealed class YamlTree
{
    private const int MaxDepth = 32;

    private readonly string _file;
    private readonly Parser _parser;

    private YamlTree(string file, TextReader reader) => (_file, _parser) = (file, new Parser(reader));

    /// <summary>The mapping that is the file's only document.</summary>
    public static YamlMap Read(string file)
    {
        using var reader = File.OpenText(file);
        var tree = new YamlTree(file, reader);
        try
        {
            return tree.ReadDocument();
        }
        catch (YamlException e)
        {
            throw new FunctionException($"{file}:{e.Start.Line}:{e.Start.Column}: not YAML: {e.Message}", inner: e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // How the library fails on some malformed input, as fuzzing showed.
            throw tree.Error(tree._parser.Current?.End.Line ?? 1, "not YAML: it cannot be understood from here on");
        }
    }

    private YamlMap ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
            throw new FunctionException($"{_file}: the file is empty; name at least the handler");
        var value = ReadValue(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
            throw new FunctionException($"{_file}: holds several documents; keep one");
        return value as YamlMap
            ?? throw Error(value.Line, "'key: value' lines are expected; write for example handler: handler.handler");
    }

    private YamlValue ReadValue(int depth)
    {
        if (depth > MaxDepth)
            throw Error(_parser.Current!.Start.Line, "values are nested too deeply; write it simpler");
        if (_parser.TryConsume<Scalar>(out var scalar))
            return new YamlText(scalar.Start.Line, scalar.Value, scalar.Style == ScalarStyle.Plain) { Tag = TagOf(scalar) };
        if (_parser.TryConsume<SequenceStart>(out var sequence))
            return new YamlList(sequence.Start.Line, ReadItems(depth)) { Tag = TagOf(sequence) };
        if (_parser.TryConsume<MappingStart>(out var mapping))
            return new YamlMap(mapping.Start.Line, ReadPairs(depth)) { Tag = TagOf(mapping) };
        throw Error(_parser.Current!.Start.Line, "aliases (*name) are not supported; write the value again");
    }

    private List<YamlValue> ReadItems(int depth)
    {
        var items = new List<YamlValue>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadValue(depth + 1));
        return items;
    }

    private List<(YamlText Key, YamlValue Value)> ReadPairs(int depth)
    {
        var pairs = new List<(YamlText Key, YamlValue Value)>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var value = ReadValue(depth + 1);
            var key = value as YamlText ?? throw Error(value.Line, "a key is not plain text; write key: value");
            if (!keys.Add(key.Value))
                throw Error(key.Line, $"key '{key.Value}' is there twice; remove one");
            pairs.Add((key, ReadValue(depth + 1)));
        }
        return pairs;
    }

    private static string? TagOf(NodeEvent node) => node.Tag.IsEmpty || node.Tag.IsNonSpecific ? null : node.Tag.Value;

    private FunctionException Error(long line, string message) => new($"{_file}:{line}: {message}");
}
