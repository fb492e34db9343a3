using System.Text.Json;
using Thaw.Functions;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Asks the function's interpreter which names star imports bind.</summary>
internal static class StarNames
{
    /// <summary>Runs one process with the function in it.</summary>
    /// <param name="prepared">The function.</param>
    /// <param name="modules">The modules that are imported with a star, each with those that do so.</param>
    /// <param name="cancellation">Kills the process.</param>
    /// <returns>By module; those that are not loaded in init are missing.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Ask(
        PreparedFunction prepared, IReadOnlyDictionary<string, IReadOnlyList<string>> modules, CancellationToken cancellation)
    {
        var names = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (modules.Count == 0 || prepared.Function.Kind != FunctionKind.Handler)
        {
            return names;
        }

        var answer = Path.Combine(prepared.ScratchFolder, "star-names.json");
        var prelude = Path.Combine(prepared.ScratchFolder, "star_names_prelude.py");
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "optimizing", "thaw_star_names.py"));
        var entry = prepared.Function.Target[..prepared.Function.Target.LastIndexOf('.')];
        File.WriteAllText(prelude, $"{script}\n\nrun({Literal(entry)}, {Literal(modules)}, {Literal(answer)})\n");
        prepared.Launcher.Run(new LaunchRequest { Prelude = prelude }, cancellation);
        if (!File.Exists(answer))
        {
            return names;
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(answer));
        foreach (var module in document.RootElement.EnumerateObject())
        {
            names[module.Name] = [.. module.Value.EnumerateArray().Select(name => name.GetString()!)];
        }

        return names;
    }

    /// <summary>JSON's strings and lists are Python literals as well.</summary>
    private static string Literal<T>(T value) => JsonSerializer.Serialize(value);
}
