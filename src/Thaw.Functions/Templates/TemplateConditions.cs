using Thaw.Functions.Loading;

namespace Thaw.Functions.Templates;

/// <summary>Evaluates the conditions of a template.</summary>
/// <remarks>For one thread.</remarks>
internal sealed class TemplateConditions(TemplateValues values, YamlMap? conditions)
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>Whether a condition holds.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="where">What asks.</param>
    /// <exception cref="FunctionException">There is none of this name, or it cannot be evaluated here.</exception>
    public bool IsTrue(string name, YamlValue where)
    {
        var condition = conditions?.Pairs.FirstOrDefault(pair => pair.Key.Value == name).Value
            ?? throw values.Error(where, $"there is no condition '{name}'; define it below Conditions");
        if (!_open.Add(name))
            throw values.Error(condition, $"the condition '{name}' depends on itself");
        try
        {
            return Evaluate(condition);
        }
        finally
        {
            _open.Remove(name);
        }
    }

    private bool Evaluate(YamlValue value) => TemplateValues.Call(value) switch
    {
        ("Fn::Equals", YamlList { Items: [var left, var right] }) => values.Text(left) == values.Text(right),
        ("Fn::And", YamlList { Items.Count: > 0 } all) => all.Items.All(Evaluate),
        ("Fn::Or", YamlList { Items.Count: > 0 } any) => any.Items.Any(Evaluate),
        ("Fn::Not", YamlList { Items: [var inner] }) => !Evaluate(inner),
        ("Fn::Condition", YamlText name) => IsTrue(name.Value, value),
        (null, YamlMap { Pairs: [({ Value: "Condition" }, YamlText name)] }) => IsTrue(name.Value, value),
        var (function, _) => throw values.Error(value, $"{function ?? "this"} is no condition; Equals, And, Or, Not and Condition are"),
    };
}
