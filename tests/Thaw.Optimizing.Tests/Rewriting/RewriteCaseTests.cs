using System.Text;
using Thaw.Optimizing.Rewriting;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Modules before and after, executed by real interpreters.</summary>
public sealed class RewriteCaseTests(SystemPython python) : IClassFixture<SystemPython>
{
    private static readonly IReadOnlyList<RewriteCase> All = [.. RewriteCases.All, .. LayoutCases.All, .. DefinitionCases.All];

    public static TheoryData<string> Names => [.. All.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Behaves_as_before(string name) =>
        Check(python.Interpreter, python.Comparer, All.Single(item => item.Name == name), EditStyle.Auto);

    [RequiresFact("python3.13")]
    public void Behaves_as_before_on_3_13() => CheckAll("3.13", EditStyle.Auto);

    [RequiresFact("python3.15")]
    public void Behaves_as_before_on_3_15_with_loaders() => CheckAll("3.15", EditStyle.Local);

    [RequiresFact("python3.15")]
    public void Behaves_as_before_on_3_15_with_lazy_imports() => CheckAll("3.15", EditStyle.Auto);

    private static void CheckAll(string version, EditStyle style)
    {
        var interpreter = InterpreterFinder.Choose(version, null);
        using var comparer = new PythonComparer(interpreter.Executable);
        var failures = All.Select(item => Record.Exception(() => Check(interpreter, comparer, item, style)))
            .OfType<Exception>().Select(error => error.Message).ToList();
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private static void Check(Interpreter interpreter, PythonComparer comparer, RewriteCase item, EditStyle style)
    {
        var version = Version.Parse(interpreter.MinorVersion);
        var files = RewriteCases.Beside.Append(new("mod.py", item.Source)).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value));
        var options = new RewriteOptions
        {
            Style = style,
            Python = version,
            StarNames = new Dictionary<string, IReadOnlyList<string>> { ["star"] = ["one", "two"] },
        };
        using var scene = new RewriteScene(interpreter, files, "mod", options: options);
        // Newer interpreters defer annotations, and their lazy imports suit some cases that loaders do not.
        if (version < new Version(3, 14))
            AssertExpected(scene, item);
        scene.AssertSame(comparer, item.Run);
        AssertLinesKept(scene);
    }

    /// <summary>What stands on a line stays on it, in its order, with insertions; a star gives way to names.</summary>
    private static void AssertLinesKept(RewriteScene scene)
    {
        var before = Encoding.UTF8.GetString(scene.Facts.Text).Split('\n');
        var after = Encoding.UTF8.GetString(scene.Result.Source ?? scene.Facts.Text).Split('\n');
        for (var line = 0; line < before.Length; line++)
        {
            var position = -1;
            foreach (var character in before[line].Where(character => character != '*'))
            {
                position = after[line].IndexOf(character, position + 1);
                Assert.True(position >= 0, $"line {line + 1} was '{before[line]}', is '{after[line]}'");
            }
        }
    }

    private static void AssertExpected(RewriteScene scene, RewriteCase item)
    {
        foreach (var (line, expected) in item.Expected)
        {
            var outcome = scene.Result.Outcomes.Single(outcome => outcome.Edit.Line == line);
            var said = $"{outcome.Applied?.ToString() ?? "left"}: {outcome.Reason}";
            Assert.True(said.Contains(expected, StringComparison.Ordinal), $"{item.Name}, line {line}: expected '{expected}', is '{said}'\n{scene.Text}");
        }
    }
}
