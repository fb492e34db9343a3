using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Thaw.Functions.Loading;

namespace Thaw.Functions.Templates;

/// <summary>Resolves what values of a template refer to: parameters, pseudo parameters, functions and layers of the template, conditions, mappings.</summary>
/// <remarks>For one thread.</remarks>
internal sealed partial class TemplateValues
{
    private const string Region = "us-east-1";
    private const string Account = "000000000000";

    private static readonly Dictionary<string, string> Pseudo = new()
    {
        ["AWS::Region"] = Region,
        ["AWS::AccountId"] = Account,
        ["AWS::Partition"] = "aws",
        ["AWS::URLSuffix"] = "amazonaws.com",
        ["AWS::StackName"] = "thaw",
        ["AWS::StackId"] = $"arn:aws:cloudformation:{Region}:{Account}:stack/thaw/0",
    };

    private readonly string _file;
    private readonly IReadOnlyDictionary<string, string> _known;
    private readonly TemplateConditions _conditions;
    private readonly YamlMap? _mappings;

    /// <summary>Those of one template.</summary>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="root">The template.</param>
    /// <param name="known">What names stand for; more may be added later.</param>
    public TemplateValues(string file, YamlMap root, IReadOnlyDictionary<string, string> known)
    {
        (_file, _known) = (file, known);
        _conditions = new TemplateConditions(this, Section(root, "Conditions"));
        _mappings = Section(root, "Mappings");
    }

    /// <summary>A mapping of the template itself, in which nothing has to be resolved; null when it is not there.</summary>
    public static YamlMap? Section(YamlMap root, params ReadOnlySpan<string> path)
    {
        YamlMap? section = root;
        foreach (var key in path)
            section = section?.Pairs.FirstOrDefault(pair => pair.Key.Value == key).Value as YamlMap;
        return section;
    }

    /// <summary>Whether a condition holds.</summary>
    public bool IsTrue(YamlText condition) => _conditions.IsTrue(condition.Value, condition);

    /// <summary>What stands at a place once conditions are evaluated; null where that is nothing.</summary>
    /// <exception cref="FunctionException">It cannot be evaluated here.</exception>
    public YamlValue? Resolve(YamlValue value)
    {
        while (true)
        {
            switch (Call(value))
            {
                case ("Fn::If", YamlList { Items: [YamlText condition, var yes, var no] }):
                    value = IsTrue(condition) ? yes : no;
                    break;
                case ("Fn::FindInMap", YamlList { Items: [var map, var first, var second] }):
                    value = Mapped(value, Text(map), Text(first), Text(second));
                    break;
                case ("Ref", YamlText { Value: "AWS::NoValue" }) or (null, YamlText { IsPlain: true, Value: "" or "~" or "null" }):
                    return null;
                default:
                    return value;
            }
        }
    }

    /// <summary>A value below others, or null.</summary>
    public YamlValue? Child(YamlValue? value, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
            value = (value as YamlMap)?.Pairs.FirstOrDefault(pair => pair.Key.Value == key).Value is { } found ? Resolve(found) : null;
        return value;
    }

    /// <summary>The items of a list, without those that stand for nothing.</summary>
    public IEnumerable<YamlValue> Items(YamlList list) => list.Items.Select(Resolve).OfType<YamlValue>();

    /// <summary>The text of a value.</summary>
    /// <exception cref="FunctionException">It refers to what only AWS has.</exception>
    public string Text(YamlValue value) => Call(Resolve(value) ?? throw Error(value, "plain text is expected")) switch
    {
        (null, YamlText text) => text.Value,
        ("Ref", YamlText name) => Known(name.Value, value),
        ("Fn::GetAtt", YamlText path) => Known(path.Value, value),
        ("Fn::GetAtt", YamlList { Items: [YamlText id, YamlText attribute] }) => Known($"{id.Value}.{attribute.Value}", value),
        ("Fn::Sub", YamlText text) => Substitute(text.Value, new Dictionary<string, string>(), value),
        ("Fn::Sub", YamlList { Items: [YamlText text, YamlMap own] }) =>
            Substitute(text.Value, own.Pairs.ToDictionary(pair => pair.Key.Value, pair => Text(pair.Value)), value),
        ("Fn::Join", YamlList { Items: [YamlText between, YamlList parts] }) => string.Join(between.Value, Items(parts).Select(Text)),
        (null, _) => throw Error(value, "plain text is expected"),
        var (function, _) => throw Error(value, $"{function} cannot be resolved here; Ref, GetAtt, Sub, Join, If and FindInMap can"),
    };

    /// <summary>The texts of a list; null for none.</summary>
    /// <exception cref="FunctionException">It is no list.</exception>
    public IReadOnlyList<string>? Texts(YamlValue? value) => value switch
    {
        null => null,
        YamlList list => [.. Items(list).Select(Text)],
        _ => throw Error(value, "a list is expected"),
    };

    /// <summary>A whole number; null for none.</summary>
    /// <exception cref="FunctionException">It is none.</exception>
    public int? Number(YamlValue? value) => value is null ? null
        : int.TryParse(Text(value), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Error(value, $"'{Text(value)}' is not a whole number");

    /// <summary>The name of a parameter or resource that a value is a plain reference to; null for anything else.</summary>
    public static string? ReferenceOf(YamlValue value) => Call(value) is ("Ref", YamlText name) ? name.Value : null;

    /// <summary>An error at a value.</summary>
    public FunctionException Error(YamlValue value, string message) => new($"{_file}:{value.Line}: {message}");

    /// <summary>The function that a value calls, and what with: short form (!Ref X) and long form ({Ref: X}) of one thing.</summary>
    internal static (string? Function, YamlValue Argument) Call(YamlValue value) => value switch
    {
        { Tag: "!Ref" } => ("Ref", value),
        { Tag: ['!', .. var name] } => ("Fn::" + name, value),
        YamlMap { Pairs: [var (key, argument)] } when key.Value == "Ref" || key.Value.StartsWith("Fn::", StringComparison.Ordinal) => (key.Value, argument),
        _ => (null, value),
    };

    private YamlValue Mapped(YamlValue where, string map, string first, string second) => _mappings is null
        ? throw Error(where, "the template has no Mappings")
        : Section(_mappings, map, first)?.Pairs.FirstOrDefault(pair => pair.Key.Value == second).Value
            ?? throw Error(where, $"Mappings has no {map}: {first}: {second}");

    private string Substitute(string text, Dictionary<string, string> own, YamlValue where)
    {
        var done = new StringBuilder();
        var from = 0;
        foreach (Match match in Placeholder().Matches(text))
        {
            done.Append(text, from, match.Index - from);
            var name = match.Groups[1].Value;
            done.Append(name.StartsWith('!') ? $"${{{name[1..]}}}" : own.GetValueOrDefault(name) ?? Known(name, where));
            from = match.Index + match.Length;
        }
        return done.Append(text, from, text.Length - from).ToString();
    }

    private string Known(string name, YamlValue where) => _known.GetValueOrDefault(name) ?? Pseudo.GetValueOrDefault(name)
        ?? throw Error(where, $"'{name}' is known to AWS only: a host has functions and layers; say what it is with --parameter {name}=VALUE");

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Placeholder();
}
