namespace Thaw.Functions.Loading;

/// <summary>Reads what <c>thaw.yaml</c> says about the processes of a function: their environment, and its services.</summary>
internal static class ManifestProcesses
{
    public static Dictionary<string, string> Environment(YamlFields fields)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fields.Mapping("environment") is not { } variables)
            return result;
        foreach (var name in variables.Keys)
        {
            if (!IsVariableName(name))
                throw variables.ErrorAt(name, $"environment: '{name}' is not the name of a variable; use letters, digits and '_'");
            result.Add(name, variables.Text(name)!);
        }
        return result;
    }

    public static Dictionary<string, IReadOnlyList<string>> Services(YamlFields fields)
    {
        var result = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (fields.Mapping("services") is not { } services)
            return result;
        foreach (var name in services.Keys)
        {
            if (!IsVariableName(name))
                throw services.ErrorAt(name, $"services: '{name}' is not a name; use letters, digits and '_'");
            var command = services.Texts(name);
            if (command.Count == 0)
                throw services.ErrorAt(name, $"services: {name} has no command; write [\"{{python}}\", \"server.py\", \"{{port}}\"]");
            result.Add(name, command);
        }
        return result;
    }

    private static bool IsVariableName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
