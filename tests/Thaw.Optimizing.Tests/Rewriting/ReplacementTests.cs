using System.Text;
using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Import statements that are not executed any more, or load less.</summary>
public sealed class ReplacementTests(SystemPython python) : IClassFixture<SystemPython>
{
    private const string After = "def g():\n    return 1 / 0\n";

    [Theory]
    [InlineData("import lib as _lib\nimport heavy\ndef f(): return heavy.name\n", 1)]
    [InlineData("import os\nif os.sep:\n    from lib import (Base as _b,\n        Other as _o)\ndef f(): return 1\n", 3)]
    [InlineData("import heavy; from lib import (value as _v,\n    Base as _b); x = 1\ndef f(): return heavy.name, x\n", 1)]
    [InlineData("from lib import value\nfrom heavy import name as value\ndef f(): return value\n", 1)]
    public void What_nothing_reads_is_removed(string source, int line)
    {
        using var scene = Rewrite(source + After, new ImportEdit("mod", "", line) { Action = EditAction.Remove });
        var outcome = Assert.Single(scene.Result.Outcomes);
        // One edit changes all that its line can do without.
        Assert.Equal(EditStyle.Auto, outcome.Applied);
        Assert.Contains("removed", outcome.Reason, StringComparison.Ordinal);
        var seen = python.Comparer.Look([scene.Original, scene.Rewritten], "mod", ["result = m.f()", "m.g()"], ["lib"], star: false);
        Assert.Equal(seen[0]["run"]!.ToJsonString(), seen[1]["run"]!.ToJsonString());
        Assert.Equal([1, 0], seen.Select(node => node["before"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("import lib\nX = lib.value\n", "lib is read at line 2")]
    [InlineData("import lib\ndef f(): return lib.value\n", "lib is read by f (line 2)")]
    [InlineData("import lib\ndef f(): return eval('x')\n", "lib is read by f (line 2)")]
    [InlineData("import lib\n__all__ = ['lib']\n", "holds lib in quotes")]
    [InlineData("import lib\nX = dir()\n", "asks dir()")]
    [InlineData("import lib  # noqa\nX = sorted(globals())\n", "globals is used at line 2")]
    [InlineData("from lib import *\n", "a star import")]
    [InlineData("from lib import (\n    Base,  # kept\n)\n", "it holds a comment")]
    public void What_is_read_stays(string source, string reason)
    {
        using var scene = Rewrite(source, new ImportEdit("mod", "", 1) { Action = EditAction.Remove });
        Assert.Null(scene.Result.Source);
        Assert.Contains(reason, Assert.Single(scene.Result.Outcomes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guarded_import_stays()
    {
        using var scene = Rewrite("try:\n    import lib\nexcept ImportError:\n    pass\n", new ImportEdit("mod", "", 2) { Action = EditAction.Remove });
        Assert.Equal("inside a try statement", Assert.Single(scene.Result.Outcomes).Reason);
    }

    [Theory]
    [InlineData("from front import Base, other as o\nclass C(Base): x = o\n", "from lib import Base; from front import other as o\n", "Base", "lib", true)]
    [InlineData("from front import (Base as B,\n    value)\nclass C(B): pass\n", "from lib import Base as B; from front import value", "Base", "lib", true)]
    [InlineData("import front, lib\nX = lib.value\n", "import lib\n", "front", null, false)]
    [InlineData("import heavy.part as p\nX = p.answer\n", "import heavy.other as p\n", "heavy.part", "heavy.other", false)]
    [InlineData("import heavy.other, lib\nX = heavy.name\n", "import heavy; import lib\n", "heavy.other", "heavy", false)]
    public void A_statement_loads_less(string source, string expected, string name, string? module, bool same)
    {
        var edit = new ImportEdit("mod", "", 1) { Action = EditAction.Narrow, Narrowed = [new NarrowedName(name, module)] };
        using var scene = Rewrite(source + After, edit);
        Assert.StartsWith(expected, scene.Text, StringComparison.Ordinal);
        var seen = python.Comparer.Look([scene.Original, scene.Rewritten], "mod", ["m.g()", "result = m.C.__mro__[1:]"]);
        Assert.Equal("None", (string?)seen[1]["import"]);
        Assert.Equal(seen[0]["run"]![0]!.ToJsonString(), seen[1]["run"]![0]!.ToJsonString());
        if (same)
            Assert.Equal(seen[0].ToJsonString(), seen[1].ToJsonString());
    }

    [Theory]
    [InlineData("import lib\nX = lib.value\n", "lib", null, "lib is read at line 2")]
    [InlineData("import lib\n", "heavy", "heavy", "does not import heavy")]
    [InlineData("import heavy.part\n", "heavy.part", "lib", "import lib does not bind heavy")]
    public void A_statement_that_would_bind_something_else_stays(string source, string name, string? module, string reason)
    {
        var edit = new ImportEdit("mod", "", 1) { Action = EditAction.Narrow, Narrowed = [new NarrowedName(name, module)] };
        using var scene = Rewrite(source, edit);
        Assert.Null(scene.Result.Source);
        Assert.Contains(reason, Assert.Single(scene.Result.Outcomes).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Statements_are_removed_narrowed_and_deferred_together()
    {
        using var scene = Rewrite(
            "import heavy as _h\nfrom front import Base\nimport lib\nclass C(Base): pass\ndef f(): return lib.value\n",
            new ImportEdit("mod", "", 1) { Action = EditAction.Remove },
            new ImportEdit("mod", "", 2) { Action = EditAction.Narrow, Narrowed = [new NarrowedName("Base", "lib")] },
            new ImportEdit("mod", "", 3));
        Assert.All(scene.Result.Outcomes, outcome => Assert.NotNull(outcome.Applied));
        var seen = python.Comparer.Look([scene.Original, scene.Rewritten], "mod", ["result = m.f(), m.C.__mro__[1]"], ["front", "heavy"], star: false);
        Assert.Equal(seen[0]["run"]!.ToJsonString(), seen[1]["run"]!.ToJsonString());
        Assert.Empty(seen[1]["before"]!.AsArray());
    }

    private RewriteScene Rewrite(string source, params ImportEdit[] edits) => new(
        python.Interpreter,
        RewriteCases.Beside.Append(new("mod.py", source)).Append(new("front.py", "from lib import *\nother = 8\n"))
            .ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value)),
        "mod",
        edits: edits);
}
