using System.Text;
using System.Text.Json.Nodes;
using Thaw.Optimizing.Rewriting;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Sources that older interpreters execute too, made lazy for the newest one.</summary>
public sealed class LazyModulesTests(SystemPython python) : IClassFixture<SystemPython>
{
    private const string Source =
        "'''Words.'''\nimport lib\nimport heavy.part as p\nfrom heavy import (\n    other,\n)\nfrom lib import Base\nclass C(Base): pass\ntry:\n    import heavy.part\nexcept ImportError: pass\n"
        + "def f():\n    return lib.value, p.answer, other.answer\ndef g():\n    return 1 / 0\n";

    [RequiresFact("python3.15")]
    public void Lazy_modules_are_listed_and_older_interpreters_take_no_notice()
    {
        var newest = InterpreterFinder.Choose("3.15", null);
        using var comparer = new PythonComparer(newest.Executable);
        using var scene = Rewrite(newest, Source.Replace("from lib import Base\nclass C(Base): pass\n", "", StringComparison.Ordinal));
        Assert.Equal(["Pep810", "Pep810", "Pep810"], scene.Result.Outcomes.Take(3).Select(outcome => outcome.Applied.ToString()));
        Assert.Contains("__lazy_modules__ = ['heavy', 'heavy.part', 'lib']; import lib\n", scene.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("lazy import", scene.Text, StringComparison.Ordinal);

        string[] watched = ["lib", "heavy.other"];
        var seen = comparer.Look([scene.Original, scene.Rewritten], "mod", ["result = m.f()", "m.g()"], watched);
        Assert.Equal([2, 0], seen.Select(node => node["before"]!.AsArray().Count));
        AssertSame(seen, scene);
        AssertSame(python.Comparer.Look([scene.Original, scene.Rewritten], "mod", ["result = m.f()", "m.g()"], watched), scene);
    }

    [RequiresFact("python3.15")]
    public void A_module_that_is_needed_at_once_by_another_statement_is_not_listed()
    {
        var newest = InterpreterFinder.Choose("3.15", null);
        using var comparer = new PythonComparer(newest.Executable);
        using var scene = Rewrite(newest, Source);
        Assert.Contains("__lazy_modules__ = ['heavy', 'heavy.part']; import heavy.part as p\n", scene.Text, StringComparison.Ordinal);
        Assert.Equal(EditStyle.Local, scene.Result.Outcomes[0].Applied);
        AssertSame(comparer.Look([scene.Original, scene.Rewritten], "mod", ["result = m.f()", "m.g()"]), scene);
        AssertSame(python.Comparer.Look([scene.Original, scene.Rewritten], "mod", ["result = m.f()", "m.g()"]), scene);
    }

    [RequiresFact("python3.15")]
    public void A_list_of_the_modules_own_stays()
    {
        using var scene = Rewrite(InterpreterFinder.Choose("3.15", null), "__lazy_modules__ = ['heavy']\nimport lib\ndef f(): return lib\n", EditStyle.Pep810);
        Assert.Equal("the module has a __lazy_modules__ of its own", Assert.Single(scene.Result.Outcomes).Reason);
    }

    /// <summary>By style: how the same statement is made lazy on the newest interpreter, and on the machine's own.</summary>
    [Theory]
    [InlineData(EditStyle.Auto, "3.15", "lazy import lib\n")]
    [InlineData(EditStyle.Pep810, "3.15", "lazy import lib\n")]
    [InlineData(EditStyle.Local, "3.15", "def _thaw_0")]
    [InlineData(EditStyle.Pep562, "3.15", "def _thaw_0")]
    [InlineData(EditStyle.Auto, "3.11", "def _thaw_0")]
    [InlineData(EditStyle.Local, "3.11", "def _thaw_0")]
    [InlineData(EditStyle.Pep562, "3.11", "def _thaw_0")]
    [InlineData(EditStyle.Pep810, "3.11", "(unchanged)")]
    public void Every_style_does_what_the_interpreter_can(EditStyle style, string version, string begins)
    {
        var options = new RewriteOptions { Style = style, Python = Version.Parse(version) };
        using var scene = new RewriteScene(python.Interpreter, Files("import lib\ndef f(): return lib.value\n"), "mod", options: options);
        Assert.StartsWith(begins, scene.Text, StringComparison.Ordinal);
    }

    private static RewriteScene Rewrite(Interpreter interpreter, string source, EditStyle style = EditStyle.Auto) => new(
        interpreter, Files(source), "mod", options: new RewriteOptions { Style = style, Python = new Version(3, 15), Oldest = new Version(3, 9) });

    private static Dictionary<string, byte[]> Files(string source) =>
        RewriteCases.Beside.Append(new("mod.py", source)).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value));

    private static void AssertSame(IReadOnlyList<JsonNode> seen, RewriteScene scene)
    {
        foreach (var part in new[] { "import", "run", "dir", "names" })
            Assert.True(JsonNode.DeepEquals(seen[0][part], seen[1][part]), $"{seen[0][part]}\n{seen[1][part]}\n{scene.Outcomes}\n{scene.Text}");
    }
}
