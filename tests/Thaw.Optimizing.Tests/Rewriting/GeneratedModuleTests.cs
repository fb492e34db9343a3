using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Thaw.Optimizing.Rewriting;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Modules that nobody thought of.</summary>
/// <remarks>
/// They are the same in each run, so that a change is judged by what it changes. <c>THAW_GENERATED_SEED=any</c> makes others, and
/// <c>THAW_GENERATED_MODULES=N</c> sets how many: run that after a change of the rewriter. A failure says which seed leads to it;
/// <c>THAW_GENERATED_SEED=A,B</c> makes the same modules again.
/// </remarks>
public sealed class GeneratedModuleTests(SystemPython python) : IClassFixture<SystemPython>
{
    private static readonly string[] Run = [.. GeneratedModule.Functions.Select(name => $"result = m.{name}()")];

    [Fact]
    public void Generated_modules_behave_as_before() => Check(python.Interpreter, python.Comparer, EditStyle.Auto);

    [RequiresFact("python3.15")]
    public void Generated_modules_behave_as_before_on_3_15_with_loaders() => CheckNewest(EditStyle.Local);

    [RequiresFact("python3.15")]
    public void Generated_modules_behave_as_before_on_3_15_with_lazy_imports() => CheckNewest(EditStyle.Auto);

    private static void CheckNewest(EditStyle style)
    {
        var interpreter = InterpreterFinder.Choose("3.15", null);
        using var comparer = new PythonComparer(interpreter.Executable);
        Check(interpreter, comparer, style);
    }

    private static void Check(Interpreter interpreter, PythonComparer comparer, EditStyle style)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("THAW_GENERATED_MODULES") ?? "150", CultureInfo.InvariantCulture);
        var (seed, gamma) = Seed();
        var failure = Record.Exception(() => Prop
            .ForAll(GeneratedModule.Arbitrary(), module => Difference(interpreter, comparer, style, module) is { } difference ? false.Label(difference) : true.Label("same"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(seed, gamma)));
        Assert.True(failure is null, $"THAW_GENERATED_SEED={seed},{gamma} leads to this again:\n{failure?.Message}");
    }

    private static (ulong Seed, ulong Gamma) Seed()
    {
        if (Environment.GetEnvironmentVariable("THAW_GENERATED_SEED") is not { Length: > 0 } given)
            return (2_718_281_828, 3_141_592_653);
        if (given == "any")
            return ((ulong)Random.Shared.NextInt64(), (ulong)Random.Shared.NextInt64() | 1); // the generator needs an odd gamma
        var parts = given.Split(',').Select(part => ulong.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return (parts[0], parts[1]);
    }

    /// <summary>Null if the module behaves alike, or can't be imported as it is.</summary>
    private static string? Difference(Interpreter interpreter, PythonComparer comparer, EditStyle style, GeneratedModule module)
    {
        var files = RewriteCases.Beside.Append(new("mod.py", module.Source)).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value));
        var options = new RewriteOptions
        {
            Style = style,
            Python = Version.Parse(interpreter.MinorVersion),
            StarNames = new Dictionary<string, IReadOnlyList<string>> { ["star"] = ["one", "two"] },
        };
        using var scene = new RewriteScene(interpreter, files, "mod", options: options);
        var seen = comparer.Look([scene.Original, scene.Rewritten], "mod", Run);
        return (string?)(seen[0]["import"] as JsonValue) != "None" || JsonNode.DeepEquals(seen[0], seen[1])
            ? null
            : $"original:  {seen[0].ToJsonString()}\nrewritten: {seen[1].ToJsonString()}\n{scene.Outcomes}\n{scene.Text}";
    }
}
