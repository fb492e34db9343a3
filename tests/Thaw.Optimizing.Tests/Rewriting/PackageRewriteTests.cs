using System.Text;
using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Packages whose modules rely on each other while they are imported.</summary>
public sealed class PackageRewriteTests(SystemPython python) : IClassFixture<SystemPython>
{
    [Fact]
    public void A_module_of_a_cycle_finds_names_although_the_package_has_a___getattr___of_its_own()
    {
        using var scene = Check(
            new()
            {
                ["pkg/__init__.py"] = "def __getattr__(name):\n    if name == 'ghost': return 9\n    raise AttributeError(f'no {name}')\n"
                    + "from .one import First\nfrom .cyclic import Second\nX = Second\n",
                ["pkg/one.py"] = "class First: pass\n",
                ["pkg/cyclic.py"] = "from pkg import First, ghost\nclass Second(First): x = ghost\n",
            },
            "result = m.Second.x, m.First, m.ghost", "m.nothing", "result = m.__getattr__('ghost')");
        Assert.Equal(EditStyle.Pep562, scene.Result.Outcomes[0].Applied);
    }

    [Fact]
    public void Documentation_that_another_module_gives_is_kept()
    {
        using var scene = Check(
            new() { ["pkg/__init__.py"] = "from .one import __doc__\nfrom .one import First\n", ["pkg/one.py"] = "'''Words.'''\nclass First: pass\n" },
            "result = m.__doc__, m.First");
        Assert.Contains("__doc__ has a meaning for the interpreter", scene.Result.Outcomes[0].Reason, StringComparison.Ordinal);
        Assert.Equal(EditStyle.Pep562, scene.Result.Outcomes[1].Applied);
    }

    [Theory]
    [InlineData("from .registry import known\nknown.update(x=5)\n")]
    [InlineData("from . import registry\nregistry.known['x'] = 5\n")]
    [InlineData("import pkg.registry as r\nif r:\n    r.known.setdefault('x', 5)\n")]
    public void What_fills_a_registry_is_loaded_before_who_reads_it(string filler)
    {
        using var scene = Check(
            new()
            {
                ["pkg/__init__.py"] = "from . import registry\nfrom . import filler\nfrom . import one\nX = registry.known['x']\n",
                ["pkg/registry.py"] = "known = {}\n",
                ["pkg/filler.py"] = filler,
                ["pkg/one.py"] = "import os\nos.environ['x'] = 'y'\n",
            },
            "result = m.X, m.filler, m.one");
        Assert.Contains("its import changes pkg.registry.known, which the module reads", scene.Result.Outcomes[1].Reason, StringComparison.Ordinal);
        Assert.Equal(EditStyle.Pep562, scene.Result.Outcomes[2].Applied);
    }

    [Theory]
    [InlineData("from .misc import groups, more\n")]
    [InlineData("from .misc import *\n")]
    public void A_module_that_asks_its_package_for_a_name_that_it_binds_again_is_loaded_in_its_turn(string first)
    {
        using var scene = Check(
            new()
            {
                ["pkg/__init__.py"] = first + "from .find import Find, groups\n",
                ["pkg/misc.py"] = "def groups(): return 1\ndef more(): return 2\n",
                ["pkg/find.py"] = "from pkg import groups\nclass Find: x = groups()\n",
            },
            "result = m.Find.x, m.groups(), m.more()");
        Assert.Contains("groups is asked for by pkg.find itself", scene.Result.Outcomes[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_folder_of_byte_code_is_no_submodule()
    {
        using var scene = Check(
            new() { ["pkg/__init__.py"] = "from .one import First\n", ["pkg/one.py"] = "class First: pass\n", ["pkg/__pycache__/x.pyc"] = "" },
            "m.__pycache__", "result = m.First");
        Assert.DoesNotContain("__pycache__", scene.Text, StringComparison.Ordinal);
    }

    private RewriteScene Check(Dictionary<string, string> files, params string[] run)
    {
        var bytes = files.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value));
        var options = new RewriteOptions
        {
            Python = Version.Parse(python.Interpreter.MinorVersion),
            StarNames = new Dictionary<string, IReadOnlyList<string>> { ["pkg.misc"] = ["groups", "more"] },
        };
        var scene = new RewriteScene(python.Interpreter, bytes, "pkg", options: options);
        foreach (var code in run)
        {
            var seen = python.Comparer.Look([scene.Original, scene.Rewritten], "pkg", [code], star: false)
                .Select(node => node["run"]!.ToJsonString()).ToList();
            Assert.True(seen[0] == seen[1], $"{code}\n{seen[0]}\n{seen[1]}\n{scene.Outcomes}\n{scene.Text}");
        }
        return scene;
    }
}
