using System.Text;
using System.Text.Json.Nodes;
using Thaw.Optimizing.Rewriting;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Modules of packages that nobody loads any more, and are found all the same.</summary>
public sealed class SubmoduleTests(SystemPython python) : IClassFixture<SystemPython>
{
    private static readonly Dictionary<string, string> Parts = new()
    {
        ["pkg/__init__.py"] = "value = 1\n",
        ["pkg/part.py"] = "value = 2\n",
        ["pkg/late.py"] = "value = 3\n",
        ["pkg/_own.py"] = "value = 4\n",
        ["loader.py"] = "import pkg.part\nthing = 5\n",
    };

    [Fact]
    public void A_package_of_which_no_statement_changes_finds_them_as_attributes_and_by_star_imports()
    {
        using var scene = Scene(Parts, "pkg", [], new() { Python = new(3, 9), FindsSubmodules = true, LoadedModules = new HashSet<string> { "pkg.part", "pkg._own" } });

        Assert.Equal(
            "[2, True, ['_own', 'part', 'value']]",
            Result(scene, "result = [m.part.value, not hasattr(m, 'late'), sorted(n for n in dir(m) if n[:2] != '__')]"));
        Assert.Equal("[2, 1]", Result(scene, "from pkg import *\nresult = [part.value, value]"));
    }

    [Fact]
    public void A_package_that_says_itself_what_it_has_keeps_its_own_list_and_star_imports_take_all_that_is_there()
    {
        Dictionary<string, string> files = new(Parts) { ["pkg/__init__.py"] = "value = 1\ndef __dir__():\n    return ['value']\n" };
        using var scene = Scene(files, "pkg", [], new() { Python = new(3, 9), FindsSubmodules = true, LoadedModules = new HashSet<string> { "pkg.part" } });

        Assert.Equal("[['value'], 2]", Result(scene, "result = [dir(m), m.part.value]"));
        Assert.Equal("[2, 1]", Result(scene, "from pkg import *\nresult = [part.value, value]"));
    }

    [Fact]
    public void What_only_type_checkers_see_says_nothing_of_what_a_star_import_takes()
    {
        Dictionary<string, string> files = new(Parts) { ["pkg/__init__.py"] = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    __all__ = ['x']\n" };
        using var scene = Scene(files, "pkg", [], new() { Python = new(3, 9), FindsSubmodules = true, LoadedModules = new HashSet<string> { "pkg.part" } });

        Assert.Equal("[2, False]", Result(scene, "from pkg import *\nresult = [part.value, TYPE_CHECKING]"));
    }

    [Fact]
    public void A_star_import_that_stays_has_the_modules_that_a_deferred_statement_before_it_would_have_loaded()
    {
        Dictionary<string, string> files = new(Parts) { ["mod.py"] = "from loader import thing\nfrom pkg import *\n" };
        RewriteOptions options = new() { StarNames = new Dictionary<string, IReadOnlyList<string>> { ["pkg"] = ["part", "value"] }, Python = new(3, 9) };
        using var scene = Scene(files, "mod", [1], options);

        scene.AssertSame(python.Comparer, "result = m.part.value", "result = m.value, m.thing, m.part.value", "from mod import *\nresult = part.value", "m.nothing");
        Assert.Equal(EditStyle.Pep562, scene.Result.Outcomes[0].Applied);
    }

    /// <summary>As nltk's <c>evaluate</c>, which both its parse and its sem have.</summary>
    [Fact]
    public void A_star_import_that_stays_yields_to_the_deferred_one_after_it()
    {
        Dictionary<string, string> files = new(Parts)
        {
            ["mod.py"] = "from loader import thing\nfrom pkg import *\nfrom other import *\n",
            ["other/__init__.py"] = "import other.part\n",
            ["other/part.py"] = "value = 7\n",
        };
        RewriteOptions options = new()
        {
            Python = new(3, 9),
            StarNames = new Dictionary<string, IReadOnlyList<string>>
            {
                ["pkg"] = ["part", "value"],
                ["other"] = ["other", "part"],
            },
        };
        using var scene = Scene(files, "mod", [1, 3], options);

        scene.AssertSame(python.Comparer, "result = m.part.value, m.value, m.thing", "from mod import *\nresult = part.value");
        Assert.All(scene.Result.Outcomes, outcome => Assert.True(outcome.Applied is not null, outcome.Reason));
    }

    [Fact]
    public void What_dir_tells_while_the_package_is_executed_is_what_was_loaded_by_then()
    {
        Dictionary<string, string> files = new(Parts)
        {
            ["pkg/__init__.py"] = "import loader\nfrom .part import value\n__all__ = [name for name in dir() if name[0] != '_']\n",
            ["loader.py"] = "import json\n",
        };
        RewriteOptions options = new()
        {
            Python = new(3, 9),
            LoadedModules = new HashSet<string> { "pkg.part", "pkg.late" },
            LoadedInside = new HashSet<string> { "pkg.part" },
        };
        using var scene = Scene(files, "pkg", [1, 2], options);

        scene.AssertSame(python.Comparer, "import pkg.late\nresult = sorted(m.__all__)", "from pkg import *\nresult = part.value, value");
        Assert.Equal(2, scene.Result.Outcomes.Count(outcome => outcome.Applied is not null));
    }

    [Fact]
    public void A_module_that_is_imported_for_what_it_does_is_imported()
    {
        Dictionary<string, string> files = new(Parts) { ["pkg/__init__.py"] = "options = []\nimport pkg.part\nimport pkg.late\ndef f(): return pkg.late.value\n" };
        using var scene = Scene(files, "pkg", [2, 3], new() { Python = new(3, 9) });
        Assert.Equal(EditStyle.Local, scene.Result.Outcomes[1].Applied);

        files["pkg/__init__.py"] = "options = []\nimport pkg.part\n";
        using var other = Scene(files, "pkg", [2], new() { Python = new(3, 9) });
        Assert.Equal("nothing reads pkg: it is imported for what it does", other.Result.Outcomes[0].Reason);
    }

    /// <summary>As nltk's <c>cluster</c> where there is no numpy: whoever lists the package does not find it.</summary>
    [Fact]
    public void A_module_that_a_guarded_import_did_not_come_to_is_not_offered()
    {
        Dictionary<string, string> files = new(Parts)
        {
            ["pkg/__init__.py"] = "import loader\ntry:\n    import nowhere\nexcept ImportError:\n    pass\nelse:\n    from pkg import late\n",
        };
        RewriteOptions options = new() { Python = new(3, 9), FindsSubmodules = true, LoadedModules = new HashSet<string> { "pkg.part" } };
        using var scene = Scene(files, "pkg", [1, 3, 7], options);

        Assert.All(scene.Result.Outcomes, outcome => Assert.True(outcome.Applied is not null, outcome.Reason));
        scene.AssertSame(python.Comparer, "result = sorted(n for n in dir(m) if n[:2] != '__')", "m.late", "result = hasattr(m, 'late')", "result = m.part.value");
    }

    /// <summary>As nltk's <c>util</c>: it is the module of another package by the end.</summary>
    [Fact]
    public void A_name_that_hides_a_submodule_goes_on_hiding_it()
    {
        Dictionary<string, string> files = new(Parts)
        {
            ["pkg/__init__.py"] = "from pkg.part import value\nfrom other import *\ndef f(): return part.value\n",
            ["pkg/user.py"] = "import pkg.part as p\nfrom pkg import part as q\nimport sys\nvalue = p.value, q.value, sys.modules['pkg.part'].value\n",
            ["other/__init__.py"] = "from other import part\n",
            ["other/part.py"] = "value = 7\n",
        };
        RewriteOptions options = new()
        {
            Python = new(3, 9),
            StarNames = new Dictionary<string, IReadOnlyList<string>> { ["other"] = ["part"] },
            LoadedModules = new HashSet<string> { "pkg.part" },
            FindsSubmodules = true,
        };
        using var scene = Scene(files, "pkg", [1, 2], options);

        Assert.All(scene.Result.Outcomes, outcome => Assert.True(outcome.Applied is not null, outcome.Reason));
        scene.AssertSame(python.Comparer, "import pkg.user\nresult = pkg.user.value", "result = m.f(), m.part.value, m.value");
        scene.AssertSame(python.Comparer, "result = m.f(), m.part.value, m.value", "import pkg.user\nresult = pkg.user.value", "from pkg import *\nresult = part.value");
        using var alone = Scene(files, "pkg", [2], options);
        alone.AssertSame(python.Comparer, "import pkg.part\nresult = m.part.value, m.f()", "import pkg.user\nresult = pkg.user.value");
        Assert.NotNull(alone.Result.Outcomes[0].Applied);
    }

    [Fact]
    public void A_name_that_hides_a_submodule_which_nothing_has_loaded_before_stays()
    {
        Dictionary<string, string> files = new(Parts) { ["pkg/__init__.py"] = "from loader import thing as part\nfrom pkg.part import value\n", ["loader.py"] = "thing = 5\n" };
        using var scene = Scene(files, "pkg", [1], new() { Python = new(3, 9) });

        Assert.Equal("part is the name of a submodule too: whoever imports that would replace it", scene.Result.Outcomes[0].Reason);
    }

    private RewriteScene Scene(Dictionary<string, string> files, string module, int[] lines, RewriteOptions options) => new(
        python.Interpreter, files.ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)), module, lines,
        options with { Python = Version.Parse(python.Interpreter.MinorVersion) });

    private string Result(RewriteScene scene, string run)
    {
        JsonNode seen = python.Comparer.Look([scene.Rewritten], "pkg", [run + "\nresult = str(result)"])[0];
        return ((string?)seen["run"]![0])!.Trim('"', '\'');
    }
}
