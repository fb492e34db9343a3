using System.Text.RegularExpressions;

namespace Thaw.Functions.Loading;

/// <summary>Finds the handler of a folder that does not name it, by the names that people and tools give.</summary>
internal static partial class HandlerGuess
{
    private static readonly string[] Customary =
    [
        "lambda_function.lambda_handler", "handler.handler", "app.handler", "app.lambda_handler", "main.handler",
    ];

    /// <summary>The one customary handler that <paramref name="root"/> defines.</summary>
    public static string In(string root)
    {
        var found = Customary.Where(h => Defines(root, h)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new FunctionException(
                $"{root}: no handler is named, and none of {string.Join(", ", Customary)} is there; "
                + "name it with --handler module.callable"),
            _ => throw new FunctionException(
                $"{root}: more than one possible handler ({string.Join(", ", found)}); choose one with --handler"),
        };
    }

    private static bool Defines(string root, string handler)
    {
        var dot = handler.IndexOf('.', StringComparison.Ordinal);
        var file = Path.Combine(root, handler[..dot] + ".py");
        return File.Exists(file) && File.ReadLines(file).Any(line => Binds(line, handler[(dot + 1)..]));
    }

    // A definition, an assignment or an import at top level; the interpreter has the last word when it runs.
    private static bool Binds(string line, string name) =>
        Binding().Match(line) is { Success: true } match && match.Groups["name"].Value == name
        || (line.StartsWith("from ", StringComparison.Ordinal) && Regex.IsMatch(line, $@"\bimport\b.*\b{name}\b"));

    [GeneratedRegex(@"^(?:(?:async\s+)?def\s+(?<name>\w+)|(?<name>\w+)\s*(?::[^=]*)?=(?!=))")]
    private static partial Regex Binding();
}
