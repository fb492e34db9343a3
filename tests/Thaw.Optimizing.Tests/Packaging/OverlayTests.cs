using Thaw.Optimizing.Packaging;

namespace Thaw.Optimizing.Tests.Packaging;

/// <summary>Edited files of a library lie in the package; everything else of it is found where it was.</summary>
/// <remarks>Each handler answers whether <c>heavy</c> was loaded in init, and then what has to stay the same.</remarks>
public sealed class OverlayTests
{
    private const string Heavy = "VALUE = 5\n";

    [Fact]
    public void What_lies_beside_an_edited_module_is_found_and_it_says_itself_where_it_was()
    {
        AssertSame(
            """
            import json, os, pkgutil, sys
            import lib.inner.user
            EAGER = "heavy" in sys.modules
            def handler(event, context):
                import lib.inner.unedited
                user = lib.inner.user
                return str(EAGER) + json.dumps([
                    user.__file__, user.__spec__.origin, user.use(), os.path.dirname(lib.__file__),
                    lib.inner.unedited.__file__, pkgutil.get_data("lib.inner", "words.txt").decode()])
            """,
            new Dictionary<string, string>
            {
                ["heavy.py"] = Heavy,
                ["lib/__init__.py"] = "",
                ["lib/inner/__init__.py"] = "",
                ["lib/inner/user.py"] = "import heavy\ndef use():\n    return heavy.VALUE\n",
                ["lib/inner/unedited.py"] = "",
                ["lib/inner/words.txt"] = "words",
            },
            ("lib.inner.user", "lib/inner/user.py", 1));
    }

    /// <summary>As pkg_resources.extern does with what it vendors.</summary>
    [Fact]
    public void A_module_whose_name_does_not_say_where_its_file_is_is_found_by_its_place()
    {
        AssertSame(
            """
            import json, sys
            import front.extern
            inner = front.extern.load("inner")
            EAGER = "heavy" in sys.modules
            def handler(event, context):
                return str(EAGER) + json.dumps([inner.use(), inner.__file__, inner.__name__])
            """,
            new Dictionary<string, string>
            {
                ["heavy.py"] = Heavy,
                ["front/__init__.py"] = "",
                ["front/_vendor/__init__.py"] = "",
                ["front/_vendor/inner.py"] = "import heavy\ndef use():\n    return heavy.VALUE\n",
                ["front/extern/__init__.py"] =
                    """
                    import importlib.util, os, sys, front
                    def load(name):
                        files = [os.path.join(folder, "_vendor", name + ".py") for folder in front.__path__]
                        spec = importlib.util.spec_from_file_location("front.extern." + name, next(filter(os.path.exists, files)))
                        sys.modules[spec.name] = module = importlib.util.module_from_spec(spec)
                        spec.loader.exec_module(module)
                        return module
                    """,
            },
            ("front.extern.inner", "front/_vendor/inner.py", 1));
    }

    /// <summary>As six is: finders may then look for modules below it.</summary>
    [Fact]
    public void A_module_of_one_file_may_have_a_path_of_its_own()
    {
        AssertSame(
            """
            import json, sys
            import single
            EAGER = "heavy" in sys.modules
            def handler(event, context):
                return str(EAGER) + json.dumps([single.use(), single.__path__, single.__package__, single.__file__])
            """,
            new Dictionary<string, string>
            {
                ["heavy.py"] = Heavy,
                ["single.py"] = "import heavy\n__path__ = []\n__package__ = __name__\ndef use():\n    return heavy.VALUE\n",
            },
            ("single", "single.py", 1));
    }

    [Fact]
    public void A_package_without_a_statement_leads_to_modules_that_nobody_loads_any_more()
    {
        var options = new PackageOptions
        {
            LoadedModules = new HashSet<string> { "empty.heavy" },
            Bereft = _ => new HashSet<string> { "empty" },
        };
        AssertSame(
            """
            import json, sys
            import empty, user
            EAGER = "empty.heavy" in sys.modules
            def handler(event, context):
                return str(EAGER) + json.dumps([empty.heavy.VALUE, "heavy" in dir(empty), hasattr(empty, "late"), empty.__file__])
            """,
            new Dictionary<string, string>
            {
                ["empty/__init__.py"] = "",
                ["empty/heavy.py"] = Heavy,
                ["empty/late.py"] = "",
                ["user.py"] = "import empty.heavy\ndef use():\n    return empty.heavy.VALUE\n",
            },
            options,
            ["empty"],
            ("user", "user.py", 1));
    }

    [Fact]
    public void A_class_that_is_defined_later_has_its_source_and_its_lines()
    {
        AssertSame(
            """
            import json, sys
            import user
            EAGER = "heavy" in sys.modules
            def handler(event, context):
                import inspect, linecache, pickle
                try:
                    user.make().fail()
                except ZeroDivisionError as error:
                    frame = error.__traceback__.tb_next
                    place = [frame.tb_frame.f_code.co_filename, frame.tb_lineno, linecache.getline(frame.tb_frame.f_code.co_filename, frame.tb_lineno)]
                return str(EAGER) + json.dumps([
                    inspect.getsource(user.Later), inspect.getsource(user.Later.fail), inspect.getsource(user.call), place,
                    type(pickle.loads(pickle.dumps(user.make()))) is user.Later, user.call()])
            """,
            new Dictionary<string, string>
            {
                ["heavy.py"] = Heavy + "class Base:\n    pass\n",
                ["user.py"] =
                    """
                    import heavy
                    # Between.
                    class Later(heavy.Base):
                        '''Words.'''
                        def fail(self):
                            return heavy.VALUE / 0

                    def call(value=heavy.VALUE):
                        return value
                    def make():
                        return Later()
                    """,
            },
            ("user", "user.py", 1));
    }

    /// <summary>As scikit-learn does with <c>scipy.stats</c>.</summary>
    [Fact]
    public void A_module_of_a_package_waits_although_the_packages_other_names_are_read()
    {
        AssertSame(
            """
            import json, sys
            import user
            EAGER = "lib.heavy" in sys.modules
            def handler(event, context):
                return str(EAGER) + json.dumps([user.version, user.lib.heavy.VALUE, user.Later().value, user.use(), user.Later.__mro__[1].__module__])
            """,
            new Dictionary<string, string>
            {
                ["lib/__init__.py"] = "version = 3\n",
                ["lib/heavy.py"] = Heavy + "class Base:\n    value = VALUE\n",
                ["user.py"] = "import lib\nimport lib.heavy\nversion = lib.version\nclass Later(lib.heavy.Base): pass\ndef use():\n    return lib.heavy.VALUE\n",
            },
            new PackageOptions
            {
                LoadedModules = new HashSet<string> { "lib.heavy" },
                Bereft = _ => new HashSet<string> { "lib" },
            },
            ["lib"],
            ("user", "user.py", 2));
    }

    private static void AssertSame(string handler, IReadOnlyDictionary<string, string> files, (string Module, string File, int Line) edit) =>
        AssertSame(handler, files, new PackageOptions(), [], edit);

    private static void AssertSame(
        string handler, IReadOnlyDictionary<string, string> files, PackageOptions options, IReadOnlyList<string> packages, (string Module, string File, int Line) edit)
    {
        using var library = new OverlaidLibrary(handler, files);
        var package = library.Build(options, packages, edit);

        var before = OverlaidLibrary.Answer(library.Original);
        var after = OverlaidLibrary.Answer(library.Prepare(package.Function));

        Assert.StartsWith("True", before, StringComparison.Ordinal);
        Assert.Equal("False" + before["True".Length..], after);
    }
}
