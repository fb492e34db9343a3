using Thaw.Optimizing.Verification;

namespace Thaw.Optimizing.Tests.Verification;

/// <summary>
/// A module that a function imports for what that does beside: when its import is put off, other code misses it.
/// </summary>
public sealed class SideEffectTests
{
    private const string Handler =
        """
        import registry
        import effects
        def handler(event, context):
            return 1
        """;

    private const string Deferred =
        """
        import registry
        def __getattr__(name):
            if name == "effects":
                import effects
                globals()["effects"] = effects
                return effects
            if name == "__all__":
                return [public for public in __dir__() if public[0] != "_"]
            raise AttributeError(name)
        def __dir__():
            return sorted({*globals(), "effects"})
        def handler(event, context):
            return 1
        """;

    private const string Registry =
        """
        PLUGINS = {}
        TABLE = [1, 2]
        DEBUG = False
        class Base:
            known = {}
        def plain():
            pass
        """;

    [Theory]
    [InlineData("codec search function", "import codecs\ndef find(name): return None\ncodecs.register(find)")]
    [InlineData("codec error handler", "import codecs\ncodecs.register_error('shout', lambda error: ('!', error.end))")]
    [InlineData("atexit", "import atexit\ndef bye(): pass\natexit.register(bye)")]
    [InlineData("logger", "import logging, registry\nlogging.getLogger('registry').addHandler(logging.StreamHandler())")]
    [InlineData("logger", "import logging\nlogging.basicConfig(level='INFO')")]
    [InlineData("log level", "import logging\nlogging.addLevelName(7, 'FINE')")]
    [InlineData("warnings filter", "import warnings\nwarnings.simplefilter('ignore', UserWarning)")]
    [InlineData("copyreg", "import copyreg, registry\ncopyreg.pickle(registry.Base, lambda item: (registry.Base, ()))")]
    [InlineData("signal", "import signal\nsignal.signal(signal.SIGUSR1, lambda number, frame: None)")]
    [InlineData("sys.meta_path", "import sys\nclass Finder:\n    def find_spec(self, *rest): return None\nsys.meta_path.append(Finder())")]
    [InlineData("sys.path_hooks", "import sys\ndef hook(path): raise ImportError(path)\nsys.path_hooks.append(hook)")]
    [InlineData("environment variable", "import os\nos.environ['EFFECT'] = '1'")]
    [InlineData("setting", "import sys\nsys.setrecursionlimit(4321)")]
    [InlineData("setting", "import threading\nstop = threading.Event()\nthreading.Thread(target=stop.wait, daemon=True).start()")]
    [InlineData("setting", "import os\nos.umask(0o13)")]
    [InlineData("setting", "import sys\nsys.excepthook = lambda *error: None")]
    [InlineData("setting", "import sys\nsys.path.append('/nowhere')")]
    [InlineData("abstract class", "import collections.abc, registry\ncollections.abc.Sequence.register(registry.Base)")]
    [InlineData("media type", "import mimetypes\nmimetypes.add_type('application/x-effect', '.effect')")]
    [InlineData("attribute", "import shutil\nshutil.rmtree = lambda path: None")]
    [InlineData("attribute", "import registry\ndef patched(): pass\nregistry.plain = patched")]
    [InlineData("attribute", "import registry\nregistry.DEBUG = True")]
    [InlineData("builtins", "import builtins\ndef shout(): pass\nbuiltins.shout = shout")]
    [InlineData("registry", "import registry\nclass Plugin: pass\nregistry.PLUGINS['effect'] = Plugin")]
    [InlineData("registry", "import registry\nregistry.TABLE.append(3)")]
    [InlineData("registry", "import registry\nclass Plugin(registry.Base): pass\nregistry.Base.known['effect'] = Plugin")]
    public void What_a_deferred_module_of_the_function_leaves_for_others_is_missed(string kind, string effect)
    {
        using var pair = Pair(effect);

        VerificationResult result = pair.Verify(new VerifyOptions { StopAtFirst = true });

        Assert.Contains(result.Breaking, item => item.Check == Check.SideEffects && item.Where == kind);
    }

    [Fact]
    public void A_module_that_leaves_nothing_is_not_missed()
    {
        using var pair = Pair("import logging, json, decimal\nVALUES = {'a': 1}\nlogger = logging.getLogger(__name__)\nclass Own(dict): pass");

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, string.Join('\n', result.Breaking));
    }

    /// <summary>As igraph has its palettes from igraph.drawing: they are not lost, but found when they are asked for.</summary>
    [Fact]
    public void What_a_deferred_name_leads_to_is_not_missed()
    {
        const string effect = "class Red: pass\nCOLORS = {'red': Red()}\n";
        string eager = Handler.Replace("import effects", "from effects import COLORS", StringComparison.Ordinal);
        string deferred = Deferred.Replace("import effects\n        globals()[\"effects\"] = effects", "from effects import COLORS as effects\n        globals()[\"COLORS\"] = effects", StringComparison.Ordinal)
            .Replace("\"effects\"", "\"COLORS\"", StringComparison.Ordinal);
        using var pair = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = eager, ["effects.py"] = effect, ["registry.py"] = Registry },
            new Dictionary<string, string> { ["handler.py"] = deferred });

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, string.Join('\n', result.Breaking));
    }

    [Fact]
    public void What_the_next_event_leaves_behind_is_compared_too()
    {
        string handler = Handler.Replace("    return 1", "    import os\n    os.environ['SEEN'] = 'yes'\n    return 1", StringComparison.Ordinal);
        using var pair = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = handler, ["effects.py"] = "", ["registry.py"] = Registry },
            new Dictionary<string, string> { ["handler.py"] = handler.Replace("'yes'", "'no'", StringComparison.Ordinal) });

        VerificationResult result = pair.Verify(new VerifyOptions { StopAtFirst = true });

        Difference found = Assert.Single(result.Breaking);
        Assert.Equal(new Difference(Check.SideEffects, "environment variable", "SEEN, after event event0", "yes", "no"), found);
    }

    [Fact]
    public void What_a_library_does_for_itself_alone_is_harmless_with_the_rule()
    {
        const string library =
            """
            import copyreg, logging, warnings
            class Thing: pass
            class ThingWarning(UserWarning): pass
            copyreg.pickle(Thing, lambda thing: (Thing, ()))
            class NullHandler(logging.Handler): pass
            for handler in (logging.NullHandler(), NullHandler()):
                logging.getLogger(__name__).addHandler(handler)
            warnings.simplefilter("ignore", ThingWarning)
            """;
        using var pair = LibraryPair(library);

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, string.Join('\n', result.Breaking));
        Assert.Equal(
            ["for a class of a module that is not loaded", "a logger of a module that is not loaded", "for warnings of a module that is not loaded"],
            result.Harmless.Where(item => item.Where is "copyreg" or "logger" or "warnings filter").Select(item => item.Rule));
    }

    /// <summary>What a library that is not loaded registers somewhere under an object of its own, nobody can look up; under a name, anybody can.</summary>
    [Theory]
    [InlineData("registry.PLUGINS[Thing] = 1", "for an object of a module that is not loaded")]
    [InlineData("registry.PLUGINS['thing'] = Thing", null)]
    [InlineData("registry._sizes['u2'] = 65535", "a number that a library keeps for itself once it was computed")]
    [InlineData("registry.PLUGINS['u2'] = 65535", null)]
    [InlineData("registry._sizes['u2'] = 'text'", null)]
    public void What_a_library_registers_counts_if_it_can_be_asked_for(string effect, string? rule)
    {
        using var pair = LibraryPair($"import registry\nclass Thing: pass\n{effect}\n");

        VerificationResult result = pair.Verify();

        Assert.Equal(rule is null ? ["registry"] : [], result.Breaking.Select(item => item.Where));
        Assert.Equal(rule is null ? [] : [rule], result.Harmless.Where(item => item.Where == "registry").Select(item => item.Rule));
    }

    [Theory]
    [InlineData("registry.memo_of_kinds['thing'] = Thing")]
    [InlineData("registry.kind_cache['thing'] = Thing")]
    public void What_is_remembered_is_no_registry(string effect)
    {
        using var pair = LibraryPair($"import registry\nclass Thing: pass\n{effect}\n");

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, string.Join('\n', result.Breaking));
        Assert.DoesNotContain(result.Harmless, item => item.Where == "registry");
    }

    private static FunctionPair LibraryPair(string effects) => new(
        new Dictionary<string, string>
        {
            ["handler.py"] = Handler,
            ["registry.py"] = Registry + "\n_sizes = {}\nmemo_of_kinds = {}\nkind_cache = {}\n",
            ["effects.py"] = effects,
            ["effects-1.0.dist-info/METADATA"] = "Metadata-Version: 2.1\nName: effects\nVersion: 1.0\n",
            ["effects-1.0.dist-info/RECORD"] = "effects.py,,\n",
            ["effects-1.0.dist-info/top_level.txt"] = "effects\n",
        },
        new Dictionary<string, string> { ["handler.py"] = Deferred });

    private static FunctionPair Pair(string effect) => new(
        new Dictionary<string, string> { ["handler.py"] = Handler, ["effects.py"] = effect + "\n", ["registry.py"] = Registry },
        new Dictionary<string, string> { ["handler.py"] = Deferred });

    [Fact]
    public void Names_of_an_edited_module_that_somebody_keeps_as_a_dictionary_are_no_registry()
    {
        string keeps = Registry + "\nclass Keeper:\n    def __init__(self, names):\n        self.names = names\nclass Kept:\n    scope = {}\n";
        using var pair = new FunctionPair(
            new Dictionary<string, string>
            {
                ["handler.py"] = Handler + "\nregistry.Kept.scope = globals()\nregistry.TABLES = globals()\n",
                ["registry.py"] = keeps,
                ["effects.py"] = "class Effect:\n    pass\n",
            },
            new Dictionary<string, string> { ["handler.py"] = Deferred + "\nregistry.Kept.scope = globals()\nregistry.TABLES = globals()\n" });

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, string.Join("; ", result.Breaking));
    }

    [Fact]
    public void What_is_missed_is_named_with_the_module_that_leaves_it_behind()
    {
        using var pair = new FunctionPair(
            new Dictionary<string, string>
            {
                ["handler.py"] = Handler,
                ["registry.py"] = Registry,
                ["effects.py"] = "import codecs\ndef find(name): return None\ncodecs.register(find)",
            },
            new Dictionary<string, string> { ["handler.py"] = Deferred });

        VerificationResult result = pair.Verify(new VerifyOptions { StopAtFirst = true });

        Assert.Equal(["effects"], result.Breaking.Select(difference => difference.Missed));
        Assert.Equal(Check.SideEffects, result.Breaking[0].Check);
    }

    [Fact]
    public void Names_of_an_edited_module_that_another_name_leads_to_as_well_are_no_side_effects()
    {
        const string Package = "import sys\nimport library\nsys.modules['vendor.library'] = library\n";
        const string Eager = "from helper import Helper\nTABLE = {}\n";
        const string Lazy = "\"\"\"lazy\"\"\"\nTABLE = {}\ndef __getattr__(name):\n    if name == 'Helper':\n        from helper import Helper\n"
            + "        globals()['Helper'] = Helper\n        return Helper\n    if name == '__all__': return [public for public in __dir__() if public[0] != '_']\n"
            + "    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')\ndef __dir__(): return sorted({*globals(), 'Helper'})\n";
        using var pair = new FunctionPair(
            new Dictionary<string, string>
            {
                ["handler.py"] = "import vendor\ndef handler(event, context):\n    return 1\n",
                ["vendor.py"] = Package,
                ["library.py"] = Eager,
                ["helper.py"] = "class Helper:\n    pass\n",
            },
            new Dictionary<string, string> { ["library.py"] = Lazy });

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, string.Join("; ", result.Breaking));
    }
}
