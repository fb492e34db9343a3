using System.Text;
using Thaw.Optimizing.Rewriting;
using Thaw.Python.Interpreters;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Encodings, line endings, packages, cycles, threads, and repetition.</summary>
public sealed class TextKeptTests(SystemPython python) : IClassFixture<SystemPython>
{
    private const string Uses = "def f():\n    return lib.value\ndef g():\n    return 1 / 0\n";

    [Fact]
    public void Windows_line_endings_stay()
    {
        using var scene = Rewrite(Encoding.UTF8.GetBytes(
            ("'''A.'''\ntry:\n    import lib\nexcept ImportError:\n    lib = None\n" + Uses).ReplaceLineEndings("\r\n")));
        var seen = scene.AssertSame(python.Comparer, "result = m.f()", "m.g()");
        Assert.Equal("3", (string?)seen["run"]![0]);
        Assert.Equal(scene.Text.Count(c => c == '\n'), scene.Text.Count(c => c == '\r'));
    }

    [Fact]
    public void A_byte_order_mark_stays_first()
    {
        using var scene = Rewrite([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("import lib\n" + Uses)]);
        scene.AssertSame(python.Comparer, "result = m.f()", "m.g()");
        Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'d'], scene.Result.Source![..4]);
    }

    [Fact]
    public void An_encoding_that_is_not_utf_8_stays()
    {
        using var scene = Rewrite(Encoding.Latin1.GetBytes(
            "# -*- coding: latin-1 -*-\n# \u00e4\nimport lib\ndef f(): return '\u00fc', lib.value\ndef g(\u00e9): return lib.value\n"));
        var seen = scene.AssertSame(python.Comparer, "result = m.f()", "result = m.g(1)");
        Assert.Equal("'\u00fc'", (string?)seen["run"]![0]![0]);
        Assert.Contains((byte)0xFC, scene.Result.Source!);
    }

    [Fact]
    public void More_may_follow_a_statement_of_many_lines_on_its_last()
    {
        using var scene = Rewrite("from lib import (Base,\n    value); x = 1\ndef f(): return value, x\ndef g():\n    return 1 / 0\n"u8.ToArray());
        Assert.Equal(EditStyle.Local, Assert.Single(scene.Result.Outcomes).Applied);
        scene.AssertSame(python.Comparer, "result = m.f(), m.Base", "m.g()");
    }

    [Fact]
    public void An_encoding_without_fixed_positions_is_left_alone()
    {
        using var scene = Rewrite("# -*- coding: utf-7 -*-\nimport lib\nx = '+AGE-'\n"u8.ToArray());
        Assert.Null(scene.Result.Source);
        Assert.Contains("utf-7", Assert.Single(RewriteAt(scene, 2).Outcomes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_encoding_that_switches_alphabets_stays()
    {
        using var scene = Rewrite([.. "# -*- coding: iso2022_jp -*-\nimport lib\nx = '"u8, 0x1B, (byte)'$', (byte)'B', 0x24, 0x22, 0x1B, (byte)'(', (byte)'B', .. "'\n"u8]);
        var seen = scene.AssertSame(python.Comparer, "result = m.x, m.lib.value");
        Assert.Equal("'\u3042'", (string?)seen["run"]![0]![0]);
        Assert.NotNull(scene.Result.Source);
    }

    [Fact]
    public void Line_endings_of_old_Macintoshes_stay()
    {
        using var scene = Rewrite(Encoding.UTF8.GetBytes(("'''A.'''\nimport lib\n" + Uses).Replace('\n', '\r')));
        scene.AssertSame(python.Comparer, "result = m.f()", "m.g()");
        Assert.DoesNotContain("\n", scene.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_parsed_is_left_alone()
    {
        using var scene = Rewrite("import lib\nprint 'two'\n"u8.ToArray());
        Assert.Null(scene.Result.Source);
        Assert.Contains("cannot be parsed", Assert.Single(RewriteAt(scene, 1).Outcomes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_an_import_is_said()
    {
        using var scene = Rewrite("import lib\n"u8.ToArray());
        Assert.Equal("no import statement starts at this line", Assert.Single(RewriteAt(scene, 7).Outcomes).Reason);
    }

    [Fact]
    public void Repeated_and_in_another_order_it_gives_the_same_bytes()
    {
        var text = Encoding.UTF8.GetBytes("import lib\nimport heavy\nfrom star import *\n" + Uses);
        using var first = Rewrite(text, [1, 2, 3]);
        using var second = Rewrite(text, [3, 1, 2, 1]);
        Assert.Equal(first.Result.Source, second.Result.Source);
    }

    [Fact]
    public void What_was_rewritten_is_not_rewritten_again()
    {
        using var first = Rewrite(Encoding.UTF8.GetBytes("import lib\n" + Uses));
        using var second = Rewrite(first.Result.Source!);
        Assert.Null(second.Result.Source);
    }

    [Fact]
    public void A_deferred_import_loads_nothing_before_its_use()
    {
        using var scene = Rewrite(Encoding.UTF8.GetBytes("import lib\nimport heavy.part\n" + Uses));
        var before = python.Comparer.Look([scene.Original, scene.Rewritten], "mod", [], ["lib", "heavy.part"])
            .Select(seen => seen["before"]!.AsArray().Count);
        Assert.Equal([2, 0], before);
    }

    [Fact]
    public void Many_threads_may_be_first()
    {
        using var scene = Rewrite("from heavy.part import answer\nimport heavy.other\ndef f(): return answer, heavy.other.answer\n"u8.ToArray());
        scene.AssertSame(python.Comparer, """
            import threading
            wait, seen = threading.Barrier(16), []
            def work():
                wait.wait()
                seen.append(m.f())
            threads = [threading.Thread(target=work) for _ in range(16)]
            for t in threads: t.start()
            for t in threads: t.join()
            result = sorted(set(seen)), len(seen)
            """);
    }

    [Fact]
    public void A_package_shows_submodules_that_only_deferred_imports_load()
    {
        using var scene = CheckPackage(
            "from .one import First\nfrom . import two\nfrom pkg.three.deep import x\n",
            "result = m.one.First, m.two.y, m.three.deep.x, m.First", "from pkg import First, two\nresult = First, two",
            "m.nothing");
        Assert.All(scene.Result.Outcomes, outcome => Assert.Equal(EditStyle.Pep562, outcome.Applied));
    }

    [Fact]
    public void Relative_imports_of_a_module_further_down_are_found()
    {
        using var scene = CheckPackage("import pkg.three.up\n", "result = m.three.up.f(), m.three.up.deep, m.three.up.z");
        using var deeper = new RewriteScene(
            python.Interpreter, Directory.GetFiles(scene.Original, "*.py", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(scene.Original, file), File.ReadAllBytes),
            "pkg.three.up", options: Options(python.Interpreter));
        deeper.AssertSame(python.Comparer, "result = m.f(), m.deep, m.z", "from pkg.three.up import o, deep\nresult = o, deep");
        Assert.All(deeper.Result.Outcomes, outcome => Assert.Equal(EditStyle.Local, outcome.Applied));
    }

    [Fact]
    public void A_name_that_is_a_submodule_too_stays_eager()
    {
        using var scene = CheckPackage("from .same import same\n", "result = m.same", "import pkg.same\nresult = m.same");
        Assert.Contains("submodule", Assert.Single(scene.Result.Outcomes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_of_a_cycle_finds_what_was_passed()
    {
        using var scene = CheckPackage(
            "from .one import First\nfrom .cyclic import Second\nX = Second\n", "result = m.Second.__mro__[1]", "result = m.First");
        Assert.Equal(EditStyle.Pep562, scene.Result.Outcomes[0].Applied);
    }

    private RewriteScene CheckPackage(string source, params string[] run)
    {
        var files = new Dictionary<string, byte[]>
        {
            ["pkg/__init__.py"] = Encoding.UTF8.GetBytes(source),
            ["pkg/one.py"] = "class First: pass\n"u8.ToArray(),
            ["pkg/two.py"] = "y = 5\n"u8.ToArray(),
            ["pkg/same.py"] = "def same(): pass\n"u8.ToArray(),
            ["pkg/three/__init__.py"] = [],
            ["pkg/three/deep.py"] = "x = 6\n"u8.ToArray(),
            ["pkg/three/up.py"] = "from ..two import y as z\nfrom .. import one as o\nfrom . import deep\ndef f(): return z, o.First, deep.x\n"u8.ToArray(),
            ["pkg/cyclic.py"] = "from pkg import First\nclass Second(First): pass\n"u8.ToArray(),
        };
        var scene = new RewriteScene(python.Interpreter, files, "pkg", options: Options(python.Interpreter));
        foreach (var code in run)
        {
            var seen = python.Comparer.Look([scene.Original, scene.Rewritten], "pkg", [code], star: false)
                .Select(node => node["run"]!.ToJsonString()).ToList();
            Assert.True(seen[0] == seen[1], $"{code}\n{seen[0]}\n{seen[1]}\n{scene.Outcomes}\n{scene.Text}");
        }
        return scene;
    }

    private RewriteScene Rewrite(byte[] text, IEnumerable<int>? lines = null) => new(
        python.Interpreter,
        RewriteCases.Beside.Select(pair => (pair.Key, Value: Encoding.UTF8.GetBytes(pair.Value))).Append(("mod.py", text)).ToDictionary(),
        "mod", lines, Options(python.Interpreter));

    private RewrittenModule RewriteAt(RewriteScene scene, int line) =>
        new ModuleRewriter().Rewrite(scene.Facts, [line], Options(python.Interpreter));

    private static RewriteOptions Options(Interpreter interpreter) => new()
    {
        Python = Version.Parse(interpreter.MinorVersion),
        StarNames = new Dictionary<string, IReadOnlyList<string>> { ["star"] = ["one", "two"] },
    };
}
