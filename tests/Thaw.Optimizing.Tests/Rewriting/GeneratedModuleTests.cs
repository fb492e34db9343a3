using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Modules that nobody thought of.</summary>
public sealed class GeneratedModuleTests(SystemPython python) : IClassFixture<SystemPython>
{
    // Every name, then every function.
    private const string Run = "result = [(n, getattr(m, n)()) for n in 'abcdefghijkn' if callable(getattr(m, n, None))]";

    // The same modules in every run: a change is to blame for what it broke, not for what chance found beside it.
    private const ulong Seed = 7;
    private const ulong Gamma = 11;

    [Fact]
    public void Generated_modules_behave_as_before() =>
        Prop.ForAll(GeneratedModule.Arbitrary(), module => Difference(module) is { } difference ? false.Label(difference) : true.Label("same"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(Seed, Gamma));

    /// <summary>Null if the module behaves alike, or can't be imported as it is.</summary>
    private string? Difference(GeneratedModule module)
    {
        var files = RewriteCases.Beside.Append(new("mod.py", module.Source)).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value));
        var options = new RewriteOptions
        {
            Python = Version.Parse(python.Interpreter.MinorVersion),
            StarNames = new Dictionary<string, IReadOnlyList<string>> { ["star"] = ["one", "two"] },
        };
        using var scene = new RewriteScene(python.Interpreter, files, "mod", options: options);
        var seen = python.Comparer.Look([scene.Original, scene.Rewritten], "mod", [Run]);
        return (string?)(seen[0]["import"] as JsonValue) != "None" || JsonNode.DeepEquals(seen[0], seen[1])
            ? null
            : $"original:  {seen[0].ToJsonString()}\nrewritten: {seen[1].ToJsonString()}\n{scene.Outcomes}\n{scene.Text}";
    }
}
