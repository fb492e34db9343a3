namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Cases of how statements lie in the text, and of places that read names.</summary>
internal static class LayoutCases
{
    public static IReadOnlyList<RewriteCase> All { get; } =
    [
        new("tabs", "import os\nif os.sep:\n\ttry:\n\t\timport lib\n\texcept ImportError:\n\t\tlib = None\nif os.sep:\n\timport heavy\ndef f():\n\treturn lib.value, heavy.name\ndef g():\n\treturn 1 / 0\n",
            new() { [4] = "Local", [8] = "Local" }, "result = m.f()", "m.g()"),
        new("form feeds", "'''Words.'''\n\f\nimport lib\n\f\n\fimport heavy\ndef f():\n    return lib.value, heavy.name\n\f\ndef g():\n\f    return 1 / 0\n",
            new() { [3] = "Local", [5] = "Local" }, "result = m.f()", "m.g()"),
        new("blank after a semicolon", "import lib ;  import heavy  ;\ndef f(): return lib.value, heavy.name\n", new() { [1] = "Local" }, "result = m.f()"),
        new("a comment behind", "import lib  # noqa: F401; why\ndef f(): return lib.value\n", new() { [1] = "Local" }, "result = m.f()"),
        new("a try of many lines", "try:\n    from lib import (\n        Base,\n        value,\n    )\nexcept (ImportError,\n        ValueError):\n    Base = value = None\ndef f():\n    return value\ndef g():\n    return 1 / 0\n",
            new() { [2] = "Local" }, "result = m.f(), m.Base", "m.g()"),
        new("a try in a try", "try:\n    import lib\nexcept ImportError:\n    try:\n        import heavy as lib\n    except ImportError:\n        lib = None\ndef f(): return lib.value\n", new() { [2] = "Local", [5] = "Local" }, "result = m.f()"),
        new("finally", "try:\n    import lib\nfinally:\n    pass\ndef f(): return lib.value\n", new() { [2] = "does more than import" }, "result = m.f()"),
        new("if, elif, else", "import os\nif os.sep == '?':\n    import heavy as x\nelif os.sep == '/':\n    import lib as x\nelse:\n    import heavy.part as x\ndef f(): return x.value\n",
            new() { [3] = "Local", [5] = "Local", [7] = "Local" }, "result = m.f()", "result = m.x"),
        new("three parts", "import heavy.part\nimport heavy.part as p, lib as l\ndef f(): return heavy.part.answer, p.answer, l.value\n", new() { [1] = "Local", [2] = "Local" }, "result = m.f()"),
        new("a decorator of a class", "import lib\n@lib.plain\nclass C: pass\n", new() { [1] = "used as a decorator at line 2" }),
        new("a decorator of a method", "import lib\nclass C:\n    @lib.plain\n    def f(self): return 1\n", new() { [1] = "used as a decorator at line 3" }, "result = m.C().f()"),
        new("a default of a method", "import lib\nclass C:\n    def f(self, x=lib.value): return x\n", new() { [1] = "used as a default at line 3" }, "result = m.C().f()"),
        new("an annotation that is evaluated", "import lib\ndef f(x: lib.Base) -> None: return x\n", new() { [1] = "an annotation at line 2" }, "result = m.f(1)"),
        new("an annotation of a variable", "import lib\nx: lib.Base = None\n", new() { [1] = "an annotation at line 2" }, "result = m.x"),
        new("an annotation in quotes", "import lib\ndef f(x: 'lib.Base') -> 'lib.Other': return lib.value\n", new() { [1] = "Local" }, "result = m.f(1)", "import typing\nm.lib\nresult = sorted(typing.get_type_hints(m.f))"),
        new("a comprehension in a class body", "import lib\nclass C:\n    x = [lib.value for _ in 'ab']\n", new() { [1] = "read in a class body" }),
        new("an exception to catch", "import lib\nfrom lib import Other as Error\ndef f():\n    try:\n        return {}['x']\n    except KeyError:\n        return lib.value\ndef g():\n    try:\n        return 1 / 0\n    except (ZeroDivisionError, Error):\n        return 5\n",
            new() { [1] = "Local", [2] = "Local" }, "result = m.f()", "result = m.g()"),
        new("a global statement that deletes it", "import lib\ndef f():\n    global lib\n    del lib\n", new() { [1] = "Local" }, "m.f()\nresult = 'lib' in vars(m)"),
        new("a name of the function around", "import lib\ndef f():\n    lib = 3\n    def g():\n        nonlocal lib\n        lib += 1\n        return lib\n    return g()\ndef h():\n    return lib.value\n", new() { [1] = "only functions read it: h" }, "result = m.f(), m.h()"),
        new("a name that only one branch binds", "import heavy\ndef f(x):\n    if x:\n        heavy = 1\n    return heavy\ndef g(): return heavy.name\n", new() { [1] = "only functions read it: g" }, "result = m.f(1), m.g()", "m.f(0)"),
        new("an exception's name", "import lib\ndef f():\n    try:\n        1 / 0\n    except ZeroDivisionError as lib:\n        return str(lib)\ndef g(): return lib.value\n", new() { [1] = "only functions read it: g" }, "result = m.f(), m.g()"),
        new("a method and a property", "import lib\nclass C:\n    @property\n    def p(self): return lib.value\n    @classmethod\n    def c(cls): return lib.value\n    @staticmethod\n    def s(): return lib.value\n", new() { [1] = "Local" }, "result = m.C().p, m.C.c(), m.C.s()"),
        new("typing.TYPE_CHECKING and its other branch", "import typing\nif typing.TYPE_CHECKING:\n    from lib import Base\nelse:\n    Base = object\nimport heavy\nif not typing.TYPE_CHECKING:\n    import lib\ndef f(x: 'Base'): return heavy.name\n",
            new() { [3] = "only type checkers", [6] = "Local" }, "result = m.f(1), m.Base, m.lib"),
        new("pickled by reference", "from lib import Base\nimport lib\nclass C:\n    def __reduce__(self): return lib.plain, (3,)\n", new() { [1] = "Local", [2] = "Local" },
            "import pickle\nresult = pickle.loads(pickle.dumps(m.C())), pickle.dumps(m.Base), pickle.loads(b'cmod\\nlib\\n.')"),
        new("a copy of the module's names", "import lib\nfrom heavy import name\n", new() { [1] = "Pep562", [2] = "Pep562" }, "from mod import *\nresult = lib.value, name", "import copy, inspect\nresult = [n for n, v in inspect.getmembers(m) if n[0] != '_']"),
        new("a match statement", "import lib\ndef f(x):\n    match x:\n        case lib.value: return 1\n        case _: return lib.value\n", new() { [1] = "Local" }, "result = m.f(3), m.f(4)"),
    ];
}
