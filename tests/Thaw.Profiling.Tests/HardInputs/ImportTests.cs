using System.IO.Compression;
using System.Text;
using Thaw.Profiling.Recordings;
using Thaw.Python.Interpreters;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.HardInputs;

/// <summary>Everything that loads modules otherwise than from a source file in a package.</summary>
public sealed class ImportTests
{
    private const string Handler = "def handler(event, context):\n    return work()\ndef work():\n    return 1\n";

    [Fact]
    public void A_module_that_puts_something_else_in_its_place_is_still_one_module()
    {
        using var function = new HardFunction(
            "import chameleon\nfrom chameleon import below\nimport slotted\nassert chameleon.x == 1 and slotted.y == 2\n" + Handler);
        function.Write(
            "chameleon/__init__.py",
            """
            import sys, types
            class Lazy(types.ModuleType):
                x = 1
                __path__ = __path__
                def __getattr__(self, name):
                    raise AttributeError(name)
            sys.modules[__name__] = Lazy(__name__)
            """);
        function.Write("chameleon/below.py", "");
        function.Write(
            "slotted.py",
            """
            import sys
            class Slotted:
                __slots__ = ()
                y = 2
                def __getattribute__(self, name):
                    if name == "y": return 2
                    raise ValueError("do not look at me: " + name)
            sys.modules[__name__] = Slotted()
            """);

        Recording recording = function.RecordWhole();

        Assert.Equal("handler.py:1", recording.Cause("chameleon"));
        Assert.Equal("handler.py:2", recording.Cause("chameleon.below"));
        Assert.Equal("handler.py:3", recording.Cause("slotted"));
    }

    [Fact]
    public void A_module_that_removes_itself_is_an_import_that_failed()
    {
        using var function = new HardFunction("try:\n    import gone\nexcept ImportError:\n    pass\n" + Handler);
        function.Write("gone.py", "import sys\ndel sys.modules[__name__]\nraise ImportError('not here')\n");

        Assert.True(function.RecordWhole().Module("gone").Failed);
    }

    [Fact]
    public void A_module_whose_getattr_raises_is_never_asked()
    {
        using var function = new HardFunction("import prickly\n" + Handler);
        function.Write("prickly.py", "def __getattr__(name):\n    raise RuntimeError('asked for ' + name)\n");

        Assert.Equal("handler.py:1", function.RecordWhole().Cause("prickly"));
    }

    [Fact]
    public void Names_that_are_no_plain_texts_do_not_lose_the_record()
    {
        using var function = new HardFunction("import odd\n" + Handler);
        function.Write(
            "odd.py",
            """
            class Name(str): pass
            __name__ = Name("odd")
            __all__ = 5
            import wave
            __import__(Name("colorsys"))
            __spec__ = None
            __file__ = 7
            """);

        Recording recording = function.RecordWhole();

        Assert.Equal("odd.py:4", recording.Cause("wave"));
        Assert.Equal("odd.py:5", recording.Cause("colorsys"));
    }

    [Fact]
    public void Namespace_packages_are_told_apart()
    {
        using var function = new HardFunction("import space.inner\n" + Handler);
        function.Write("space/inner.py", "");

        Recording recording = function.RecordWhole();

        Assert.Equal("namespace", recording.Module("space").Kind);
        Assert.True(recording.Module("space").IsPackage);
        Assert.Equal("source", recording.Module("space.inner").Kind);
    }

    [Fact]
    public void Modules_in_a_zip_have_places_in_it()
    {
        using var function = new HardFunction("import sys\nsys.path.insert(0, 'lib.zip')\nimport packed.inner\n" + Handler);
        using (ZipArchive zip = ZipFile.Open(Path.Combine(function.Root, "lib.zip"), ZipArchiveMode.Create))
        {
            Add(zip, "packed/__init__.py", "import colorsys\n");
            Add(zip, "packed/inner.py", "");
        }

        Recording recording = function.RecordWhole();

        Assert.Equal("zip", recording.Module("packed").Kind);
        Assert.Equal("handler.py:3", recording.Cause("packed.inner"));
        Assert.Equal("__init__.py:1", recording.Cause("colorsys"));
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using Stream entry = zip.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }

    [RequiresFact("python3.11")]
    public void Frozen_modules_have_no_file()
    {
        using var function = new HardFunction("import __phello__.spam\n" + Handler) { Python = "3.11" };

        Recording recording = function.RecordWhole();

        Assert.Equal(("frozen", null), (recording.Module("__phello__.spam").Kind, recording.Module("__phello__.spam").File));
    }

    [Fact]
    public void Finders_of_the_function_and_lazy_loaders_are_followed()
    {
        using var function = new HardFunction(
            """
            import importlib.abc, importlib.util, sys
            class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
                def find_spec(self, name, path, target=None):
                    return importlib.util.spec_from_loader(name, self) if name == "made_up" else None
                def exec_module(self, module):
                    exec("import colorsys\ndef made(): return 1\n", module.__dict__)
            sys.meta_path.insert(0, Finder())
            import made_up
            spec = importlib.util.find_spec("postponed")
            spec.loader = importlib.util.LazyLoader(spec.loader)
            postponed = importlib.util.module_from_spec(spec)
            sys.modules["postponed"] = postponed
            spec.loader.exec_module(postponed)
            def handler(event, context):
                return made_up.made() + postponed.late()
            """);
        function.Write("postponed.py", "import wave\ndef late():\n    return 2\n");

        Recording recording = function.RecordWhole();

        Assert.Equal("handler.py:8", recording.Cause("made_up"));
        Assert.Equal(("other", null), (recording.Module("made_up").Kind, recording.Module("made_up").File));
        Assert.Equal(("invoke", "postponed.py:1"), (recording.Module("wave").Phase, recording.Cause("wave")));
        Assert.True(recording.Ran("made") && recording.Ran("late"));
    }

    [Fact]
    public void An_import_function_of_its_own_is_followed()
    {
        using var function = new HardFunction(
            """
            import builtins
            original = builtins.__import__
            def watching(name, *rest, **more):
                return original(name, *rest, **more)
            builtins.__import__ = watching
            import wave
            """ + "\n" + Handler);

        Assert.Equal("handler.py:4", function.RecordWhole().Cause("wave"));
    }

    [Fact]
    public void Editable_installs_by_path_and_by_finder_are_modules_of_their_folders()
    {
        using var environment = new TemporaryFolder();
        string python = VirtualEnvironment(environment, out string packages);
        environment.Write("one/by_path.py", "def one(): return 1\n");
        environment.Write("two/by_finder/__init__.py", "def two(): return 2\n");
        File.WriteAllText(Path.Combine(packages, "__editable__.one.pth"), environment.PathOf("one") + "\n");
        File.WriteAllText(Path.Combine(packages, "__editable__.two.pth"), "import __editable___two_finder; __editable___two_finder.install()\n");
        File.WriteAllText(
            Path.Combine(packages, "__editable___two_finder.py"),
            $$"""
            import sys
            from importlib.machinery import PathFinder
            class Finder:
                @classmethod
                def find_spec(cls, name, path=None, target=None):
                    return PathFinder.find_spec(name, ["{{environment.PathOf("two")}}"]) if name == "by_finder" else None
            def install():
                sys.meta_path.append(Finder)
            """);
        using var function = new HardFunction(
            "import by_path, by_finder\ndef handler(event, context):\n    return by_path.one() + by_finder.two()\n")
        { Python = python };

        Recording recording = function.RecordWhole();

        Assert.Equal(environment.PathOf("one/by_path.py"), recording.Module("by_path").File);
        Assert.Equal(environment.PathOf("two/by_finder/__init__.py"), recording.Module("by_finder").File);
        Assert.True(recording.Ran("one") && recording.Ran("two"));
    }

    private static string VirtualEnvironment(TemporaryFolder folder, out string packages)
    {
        using var process = System.Diagnostics.Process.Start(
            InterpreterFinder.Choose(null, null).Executable, ["-m", "venv", "--without-pip", folder.PathOf("venv")]);
        process.WaitForExit();
        packages = Directory.EnumerateDirectories(folder.PathOf("venv/lib"), "python3.*").Single() + "/site-packages";
        return folder.PathOf("venv/bin/python3");
    }

    [Fact]
    public void Sources_in_another_encoding_and_names_in_another_script_are_read()
    {
        using var function = new HardFunction("import latin, mödül, 模块.内\n" + Handler);
        File.WriteAllBytes(
            Path.Combine(function.Root, "latin.py"), Encoding.Latin1.GetBytes("# -*- coding: latin-1 -*-\nassert len('ä') == 1\n"));
        function.Write("mödül.py", "def größe(): return 1\ngröße()\n");
        function.Write("模块/内.py", "");

        Recording recording = function.RecordWhole();

        Assert.Equal("handler.py:1", recording.Cause("latin"));
        Assert.Equal("handler.py:1", recording.Cause("mödül"));
        Assert.Equal("handler.py:1", recording.Cause("模块.内"));
        Assert.Contains(recording.Usage!.Functions, used => used.Name == "größe");
    }

    [Fact]
    public void File_names_with_newlines_and_bytes_that_are_no_text_are_places_like_others()
    {
        using var function = new HardFunction(
            """
            import importlib.util, os
            def load(name, path):
                spec = importlib.util.spec_from_file_location(name, path)
                spec.loader.exec_module(importlib.util.module_from_spec(spec))
            with open(b"\xff\xfe.py", "wb") as f:
                f.write(b"def strange(): return 1\nstrange()\n")
            load("broken", "two\nlines.py")
            load("strange", os.fsdecode(b"\xff\xfe.py"))
            os.remove(b"\xff\xfe.py")
            """ + "\n" + Handler);
        function.Write("two\nlines.py", "import wave\ndef second(): return 1\nsecond()\n");

        Recording recording = function.RecordWhole();

        Assert.Equal("two\nlines.py:1", recording.Cause("wave"));
    }

    [Fact]
    public void A_module_that_waits_is_charged_for_it_and_no_other_is()
    {
        using var function = new HardFunction("import outer\n" + Handler);
        function.Write("outer.py", "import waits\n");
        function.Write("waits.py", "import threading\nthreading.Event().wait(0.6)\n");

        Recording recording = function.RecordWhole();

        Assert.InRange(recording.Module("waits").SelfMs, 595, 100_000);
        Assert.InRange(recording.Module("outer").SelfMs, 0, 595);
    }

    [Fact]
    public void A_script_may_end_by_sys_exit()
    {
        using var function = new HardFunction("");
        function.Write("tool.py", "import sys, wave\ndef main():\n    return 0\nsys.exit(main())\n");

        Recording recording = function.RecordScript("tool.py");

        Assert.All(recording.Baseline.Runs, run => Assert.Equal("ok", run.Outcome.Kind));
        Assert.All(recording.Manifest.Passes, pass => Assert.Equal("done", pass.State));
        Assert.Equal("tool.py:1", recording.Cause("wave"));
        Assert.True(recording.Ran("main"));
    }

    [Fact]
    public void A_script_that_exits_with_a_code_is_profiled_and_the_code_is_said()
    {
        using var function = new HardFunction("");
        function.Write("tool.py", "import sys, wave\nsys.exit(2)\n");

        Recording recording = function.RecordScript("tool.py");

        Assert.All(recording.Baseline.Runs, run => Assert.Equal("error", run.Outcome.Kind));
        Assert.StartsWith("SystemExit: 2", recording.Baseline.Runs[0].Outcome.Message, StringComparison.Ordinal);
        Assert.Equal("tool.py:1", recording.Cause("wave"));
    }
}
