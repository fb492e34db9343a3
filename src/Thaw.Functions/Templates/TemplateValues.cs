using System.Text;
using System.Text.RegularExpressions;
using Thaw.Functions.Loading;

namespace Thaw.Functions.Templates;

/// <summary>Resolves what values of a template refer to: parameters, pseudo parameters, functions and layers of the template.</summary>
internal sealed partial class TemplateValues(string file, IReadOnlyDictionary<string, string> known)
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

    /// <summary>The text of a value.</summary>
    /// <exception cref="FunctionException">It refers to what only AWS has.</exception>
    public string Text(YamlValue value) => Call(value) switch
    {
        (null, YamlText text) => text.Value,
        ("Ref", YamlText name) => Known(name.Value, value),
        ("Fn::GetAtt", YamlText path) => Known(path.Value, value),
        ("Fn::GetAtt", YamlList { Items: [YamlText id, YamlText attribute] }) => Known($"{id.Value}.{attribute.Value}", value),
        ("Fn::Sub", YamlText text) => Substitute(text.Value, new Dictionary<string, string>(), value),
        ("Fn::Sub", YamlList { Items: [YamlText text, YamlMap own] }) =>
            Substitute(text.Value, own.Pairs.ToDictionary(pair => pair.Key.Value, pair => Text(pair.Value)), value),
        ("Fn::Join", YamlList { Items: [YamlText between, YamlList parts] }) => string.Join(between.Value, parts.Items.Select(Text)),
        (null, _) => throw Error(value, "plain text is expected"),
        var (function, _) => throw Error(value, $"{function} cannot be resolved here; Ref, GetAtt, Sub and Join can"),
    };

    /// <summary>Whether a value stands for nothing.</summary>
    public static bool IsNothing(YamlValue value) => Call(value) is ("Ref", YamlText { Value: "AWS::NoValue" }) or (null, YamlText { IsPlain: true, Value: "" or "~" or "null" });

    /// <summary>The name of a parameter or resource that a value is a plain reference to; null for anything else.</summary>
    public static string? ReferenceOf(YamlValue value) => Call(value) is ("Ref", YamlText name) ? name.Value : null;

    /// <summary>An error at a value.</summary>
    public FunctionException Error(YamlValue value, string message) => new($"{file}:{value.Line}: {message}");

    // Short form (!Ref X) and long form ({Ref: X}) of one thing.
    private static (string? Function, YamlValue Argument) Call(YamlValue value) => value switch
    {
        { Tag: "!Ref" } => ("Ref", value),
        { Tag: ['!', .. var name] } => ("Fn::" + name, value),
        YamlMap { Pairs: [var (key, argument)] } when key.Value == "Ref" || key.Value.StartsWith("Fn::", StringComparison.Ordinal) => (key.Value, argument),
        _ => (null, value),
    };

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

    private string Known(string name, YamlValue where) => known.GetValueOrDefault(name) ?? Pseudo.GetValueOrDefault(name)
        ?? throw Error(where, $"'{name}' is known to AWS only: a host has functions and layers; say what it is with --parameter {name}=VALUE");

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Placeholder();
}
