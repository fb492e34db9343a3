namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>A module, what is to become of its imports, and code that uses it.</summary>
/// <param name="Name">What the case shows.</param>
/// <param name="Source">The module <c>mod</c>.</param>
/// <param name="Expected">By line: the style, or a part of the reason why it is left alone.</param>
/// <param name="Run">Code with the module as <c>m</c>; what it leaves in <c>result</c> is compared.</param>
internal sealed record RewriteCase(string Name, string Source, Dictionary<int, string> Expected, params string[] Run)
{
    public override string ToString() => Name;
}

/// <summary>The cases that behave alike on every version before lazy imports.</summary>
internal static class RewriteCases
{
    /// <summary>Modules beside <c>mod</c>: what the cases import.</summary>
    public static IReadOnlyDictionary<string, string> Beside { get; } = new Dictionary<string, string>
    {
        ["lib.py"] = "class Base:\n    pass\nclass Other:\n    pass\nvalue = 3\n_hidden = 4\ndef fail():\n    raise ValueError('on purpose')\ndef plain(function):\n    return function\n",
        ["star.py"] = "__all__ = ['one', 'two']\none, two, three = 1, 2, 3\n",
        ["heavy/__init__.py"] = "name = 'heavy'\n",
        ["heavy/part.py"] = "answer = 42\n",
        ["heavy/other.py"] = "answer = 43\n",
    };

    public static IReadOnlyList<RewriteCase> All { get; } =
    [
        new("a plain import used in a function", "import lib\ndef f():\n    return lib.value\n", new() { [1] = "Local" }, "result = m.f()"),
        new("an alias", "import lib as l\ndef f():\n    return l.value\n", new() { [1] = "Local" }, "result = m.f()", "result = m.l"),
        new("a dotted name", "import heavy.part\ndef f():\n    return heavy.part.answer\n", new() { [1] = "Local" }, "result = m.f()", "result = m.heavy.part.answer"),
        new("a dotted name with an alias", "import heavy.part as p\ndef f():\n    return p.answer\n", new() { [1] = "Local" }, "result = m.f()"),
        new("two parts of one package", "import heavy.part\nimport heavy.other\ndef f():\n    return heavy.part.answer\n",
            new() { [1] = "Local", [2] = "Local" }, "result = m.f()", "result = m.heavy.other.answer"),
        new("two parts of one package, seen from outside first", "import heavy.part\nimport heavy.other\ndef f():\n    return heavy.part.answer\n",
            new() { [1] = "Local" }, "result = m.heavy.other.answer, m.heavy.part.answer"),
        new("a part that another statement loads", "import heavy\nfrom heavy import part\ndef f():\n    return heavy.part.answer\n",
            new() { [1] = "Local", [2] = "Local" }, "result = m.f()", "result = m.heavy.part.answer"),
        new("many lines with comments", "from lib import (  # first\n    Base as B,  # second\n\n    value,\n)  # last\ndef f():\n    return B, value\ndef g():\n    return 1 / 0\n",
            new() { [1] = "Local" }, "result = m.f()", "m.g()"),
        new("a backslash", "from lib import Base, \\\n    value\ndef f():\n    return value\ndef g():\n    return 1 / 0\n", new() { [1] = "Local" }, "result = m.f()", "m.g()"),
        new("semicolons", "import lib; import heavy; x = 1\ndef f():\n    return lib.value, heavy.name, x\n", new() { [1] = "Local" }, "result = m.f()"),
        new("semicolons after a statement", "x = 1; import lib; y = x\ndef f():\n    return lib.value, y\n", new() { [1] = "Local" }, "result = m.f()"),
        new("a semicolon at the end", "import lib;\ndef f(): return lib.value\n", new() { [1] = "Local" }, "result = m.f()"),
        new("two names, one used at once", "import lib, heavy\nx = lib.value\ndef f():\n    return heavy.name\n", new() { [1] = "Local" }, "result = m.f(), m.x"),
        new("two names of a module, one used at once", "from lib import Base, value\nclass C(Base): pass\nc = C()\ndef f(): return value\n",
            new() { [1] = "used as a base class at line 2" }, "result = m.f()"),
        new("nothing reads it", "import lib\n", new() { [1] = "Pep562" }, "result = m.lib.value"),
        new("from mod import name", "from lib import Base, value as v\n", new() { [1] = "Pep562" }, "from mod import v, Base\nresult = v, Base"),
        new("a base class", "import lib\nclass C(lib.Base): pass\nX = C\n", new() { [1] = "used as a base class at line 2" }, "result = m.C"),
        new("a metaclass argument", "import lib\nclass C(metaclass=type(lib.Base)): pass\n", new() { [1] = "used as a base class" }),
        new("a decorator", "import lib\n@lib.plain\ndef f(): pass\n", new() { [1] = "used as a decorator at line 2" }),
        new("a default argument", "import lib\ndef f(x=lib.value): return x\nf()\n", new() { [1] = "used as a default at line 2" }, "result = m.f()"),
        new("a keyword default", "import lib\ndef f(*, x=lib.value + len('a')): return x\n", new() { [1] = "used as a default" }),
        new("a default of a lambda", "import lib\nf = lambda x=lib.value: x\n", new() { [1] = "used as a default" }, "result = m.f()"),
        new("a class attribute", "import lib\nclass C:\n    x = len([lib.value])\n", new() { [1] = "read in a class body at line 3" }),
        new("a constant", "import lib\nX = [lib.value for _ in range(2)]\n", new() { [1] = "read at line 2" }),
        new("a call while the module is executed", "import lib\ndef f(): return lib.value\nX = f()\n", new() { [1] = "only functions read it: f" }, "result = m.X"),
        new("a call before the statement", "def f(): return lib.value\ntry:\n    X = f()\nexcept NameError as error:\n    X = str(error)\nimport lib\nY = f()\n", new() { [6] = "read by f, which line 3 calls" }, "result = m.X, m.Y"),
        new("a call of what reads a name that changes", "import lib\ndef f():\n    global lib\n    lib = lib.value\nf()\n", new() { [1] = "read by f, which line 5 calls" }, "result = m.lib"),
        new("a call of what reads a name of two statements", "import lib\ndef f(): return lib.value\nX = f()\nlib = 3\n", new() { [1] = "read by f, which line 3 calls" }, "result = m.X, m.lib"),
        new("a call of a call", "import lib\ndef g(): return lib.value\ndef f(): return g()\nX = f()\n", new() { [1] = "only functions read it: g" }, "result = m.X"),
        new("an instance while the module is executed", "import lib\nclass C:\n    def __init__(self): self.x = lib.value\nX = C()\n", new() { [1] = "only functions read it: __init__" }),
        new("a call that the text does not show", "import lib\nclass C:\n    def run(self): return lib.value\nX = [C().run()]\n", new() { [1] = "Local" }, "result = m.X"),
        new("an annotation that is not evaluated", "from __future__ import annotations\nimport lib\ndef f(x: lib.Base) -> lib.Other: return lib.value\n", new() { [2] = "Local" }, "result = m.f(1)"),
        new("an annotation behind a decorator", "from __future__ import annotations\nimport functools\nimport lib\n@functools.singledispatch\ndef f(x): return 0\n@f.register\ndef _(x: lib.Base): return 1\n",
            new() { [3] = "an annotation at line 7" }, "import lib\nresult = m.f(lib.Base()), m.f(2)"),
        new("an annotation of a field", "from __future__ import annotations\nimport dataclasses\nimport lib\n@dataclasses.dataclass\nclass C:\n    x: lib.Base = None\n",
            new() { [3] = "an annotation at line 6" }, "import typing\nresult = sorted(typing.get_type_hints(m.C))"),
        new("a local annotation", "import lib\ndef f():\n    x: lib.Base = lib.value\n    return x\n", new() { [1] = "Local" }, "result = m.f()"),
        new("deleted", "import lib\nx = 1\ndel lib\n", new() { [1] = "Pep562" }, "m.lib"),
        new("bound again", "import lib\nlib = lib or None\n", new() { [1] = "read at line 2" }),
        new("assigned again", "import lib\ndef f(): return lib\nlib = 7\n", new() { [1] = "Local" }, "result = m.f(), m.lib"),
        new("a global statement that replaces it", "import lib\ndef put():\n    global lib\n    lib = 5\ndef f(): return lib\n", new() { [1] = "Local" }, "m.put(); result = m.f()", "result = m.f()"),
        new("replaced from outside before use", "import lib\ndef f(): return lib\n", new() { [1] = "Local" }, "m.lib = 5; result = m.f()"),
        new("patched by a test", "import lib\ndef f(): return lib\n", new() { [1] = "Local" },
            "from unittest import mock\nwith mock.patch('mod.lib') as fake:\n    result = m.f() is fake", "result = m.f()", "result = m.lib"),
        new("a function's own name", "import lib\ndef f(lib): return lib\ndef g():\n    lib = 4\n    return lib\ndef h(): return [lib for lib in 'a']\ndef k(): return lib.value\n",
            new() { [1] = "Local" }, "result = m.f(1), m.g(), m.h(), m.k()"),
        new("an import inside a function beside it", "import heavy\ndef f(x):\n    if x:\n        import heavy.part\n    return heavy.name\ndef g(): return heavy.name\n",
            new() { [1] = "Local", [4] = "inside a function" }, "result = m.g()", "result = m.f(1)", "m.f(0)"),
        new("a closure", "import lib\ndef f():\n    def g():\n        return lambda: lib.value\n    return g()()\n", new() { [1] = "Local" }, "result = m.f()"),
        new("every kind of first statement", """
            import lib
            def a(x):
                if lib.value: return 1
            def b(x):
                for i in range(lib.value): return i
            def c(x):
                while lib.value > x: x += 1
                return x
            def d(x):
                with open('/dev/null') as f, open(lib.__file__) as g: return 1
            def e(x):
                try:
                    return lib.value
                finally: pass
            def f(x): return lib.value
            def g(x):
                'A docstring.'
                def inner(y=lib.value): return y
                return inner()
            def h(x):
                assert lib.value
                return [lib.value for _ in 'ab']
            def i(x):
                yield lib.value
            async def j(x):
                return lib.value
            def k(x):
                @lib.plain
                def inner(): return lib.value
                return inner()
            def l(x):
                if y := lib.value: return y
            def n(x):
                for p in lib.value, 2: x += p
                return x
            def o(x):
                global Z
                Z = lib.value
            """, new() { [1] = "Local" },
            "result = m.a(1)", "result = m.b(1)", "result = m.c(1)", "result = m.d(1)", "result = m.e(1)", "result = m.f(1)", "result = m.g(1)",
            "result = m.h(1)", "result = list(m.i(1))", "import asyncio\nresult = asyncio.run(m.j(1))", "result = m.k(1)", "result = m.l(1)",
            "result = m.n(1)", "m.o(1)\nresult = m.Z", "result = [x.__doc__ for x in (m.a, m.g)]"),
        new("each statement alone is the first use", "import lib\ndef k(x):\n    @lib.plain\n    def inner(): return lib.value\n    return inner()\n", new() { [1] = "Local" }, "result = m.k(1)"),
        new("no statement before the use", "import lib\ndef f():\n    class C(lib.Base): pass\n    return C.__mro__[1]\n", new() { [1] = "f (line 2)" }, "result = m.f()"),
        new("a class in a function", "import lib\ndef f():\n    x = 1\n    class C(lib.Base):\n        y = lib.value\n    return C.y\n", new() { [1] = "Local" }, "result = m.f()"),
        new("a lambda at module level", "import lib\nf = lambda: lib.value or 3\n", new() { [1] = "Local" }, "result = m.f()"),
        new("eval in a function", "import lib\ndef f(): return eval('lib.value')\n", new() { [1] = "Local" }, "result = m.f()"),
        new("globals in a function", "import lib\ndef f(): return sorted(k for k in globals() if k == 'lib')\n", new() { [1] = "Local" }, "result = m.f()"),
        new("globals while the module is executed", "import lib\nX = sorted(globals())\n", new() { [1] = "globals is used at line 2" }, "result = 'lib' in m.X"),
        new("one name of globals while the module is executed", "import lib\nimport heavy\nX = 'lib' in globals(), globals().get('none')\nglobals()['x'] = 3\ndef f(): return heavy.name\n",
            new() { [1] = "lib is read at line 3", [2] = "Local" }, "result = m.X, m.x, m.f()"),
        new("one name of globals in a function", "import lib\nimport heavy\ndef f(name):\n    globals()[name] = 1\n    return globals().get('lib'), 'heavy' in globals()\ndef g():\n    globals().update(lib=5)\n    return lib\n",
            new() { [1] = "only functions read it: f, g", [2] = "only functions read it: f" }, "result = m.f('y'), m.y", "result = m.g()"),
        new("a name that globals() binds first", "globals()['lib'] = 1\nimport lib\ndef f(): return lib.value\n", new() { [2] = "lib is read at line 1" }, "result = m.f()"),
        new("dir while the module is executed", "import lib\nfrom heavy.part import answer\n__all__ = [s for s in dir() if not s.startswith('_')]\n", new() { [1] = "Pep562", [2] = "Pep562" }, "result = m.__all__"),
        new("__all__", "import lib\nfrom lib import _hidden, value\n__all__ = ['value', '_hidden']\n", new() { [1] = "Pep562", [2] = "Pep562" }),
        new("a __getattr__ of its own", "import lib\ndef __getattr__(name):\n    if name == 'ghost': return 9\n    raise AttributeError(name)\n", new() { [1] = "Pep562" }, "result = m.ghost, m.lib", "m.nothing"),
        new("a __dir__ of its own", "import lib\ndef __dir__(): return ['x', 'lib']\nx = 1\n", new() { [1] = "Pep562" }),
        new("a missing attribute", "import lib\n", new() { [1] = "Pep562" }, "m.nothing"),
        new("a guarded import", "try:\n    import lib\nexcept ImportError:\n    lib = None\ndef f():\n    return lib.value\n", new() { [2] = "Local" }, "result = m.f()"),
        new("a guarded import that fails", "try:\n    import absent\n    found = True\nexcept ImportError:\n    absent = None\n    found = False\ndef f():\n    return absent, found\n", new() { [2] = "Local" }, "result = m.f()"),
        new("a guarded import that fails and binds nothing", "try:\n    import absent\nexcept ImportError:\n    pass\ndef f():\n    return absent\n", new() { [2] = "Local" }, "m.f()", "m.absent"),
        new("a choice of two modules", "try:\n    import absent as lib\nexcept ImportError:\n    import lib\ndef f():\n    return lib.value\n", new() { [2] = "Local", [4] = "Local" }, "result = m.f()"),
        new("a guarded import with else", "try:\n    import lib\nexcept ImportError as error:\n    why = error\nelse:\n    from heavy import name\ndef f():\n    return name\n", new() { [2] = "Local", [6] = "Local" }, "result = m.f()"),
        new("a guarded import with a stand-in", "try:\n    from absent import thing\nexcept ImportError:\n    def thing(x):\n        return x\ndef f():\n    return thing(3)\n", new() { [2] = "Local" }, "result = m.f()"),
        new("a guarded import that does more", "try:\n    import lib\n    x = lib.plain(3)\nexcept ImportError:\n    lib = None\n", new() { [2] = "does more than import" }),
        new("a guarded import used at once", "try:\n    import lib\n    found = True\nexcept ImportError:\n    found = False\nif found:\n    x = 1\n", new() { [2] = "found is read at line 6" }, "result = m.x"),
        new("quotes in a guarded import", "try:\n    import lib\nexcept ImportError:\n    lib = '''it isn't'''\ndef f(): return lib\n", new() { [2] = "Local" }, "result = m.f()"),
        new("an import under if", "import sys\nif sys.version_info > (3,):\n    import lib\nelse:\n    lib = None\ndef f():\n    return lib.value\n", new() { [3] = "Local" }, "result = m.f(), m.lib"),
        new("two branches", "import os\nif os.sep == '/':\n    import lib as x\nelse:\n    import absent as x\ndef f():\n    return x.value\n", new() { [3] = "Local", [5] = "Local" }, "result = m.f()"),
        new("a branch that is not taken", "import os\nif os.sep != '/':\n    import lib\ndef f():\n    return lib.value\n", new() { [3] = "Local" }, "m.f()"),
        new("if on one line", "import os\nif os.sep: import lib\ndef f(): return lib.value\n", new() { [2] = "Local" }, "result = m.f()"),
        new("a guarded import under if", "import os\nif os.sep:\n    try:\n        import lib\n    except ImportError:\n        lib = None\ndef f(): return lib.value\n", new() { [4] = "Local" }, "result = m.f()"),
        new("only for type checkers", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import lib\ndef f(x: 'lib.Base'): return x\n", new() { [1] = "TYPE_CHECKING is read at line 2", [3] = "only type checkers" }, "result = m.f(1)"),
        new("inside with", "import contextlib\nwith contextlib.suppress(ImportError):\n    import lib\ndef f(): return lib.value\n", new() { [3] = "inside a with statement" }, "result = m.f()"),
        new("inside a class", "class C:\n    import lib\n    x = lib.value\n", new() { [2] = "inside a class body" }),
        new("inside a loop", "for _ in 'a':\n    import lib\n", new() { [2] = "inside a loop" }),
        new("the main program's block", "import lib\nif __name__ == '__main__':\n    print(lib.value)\n", new() { [1] = "Local" },
            "import subprocess, sys\nresult = subprocess.run([sys.executable, m.__file__], capture_output=True, text=True, check=True).stdout"),
        new("a star import", "from star import *\ndef f(): return one, two\n", new() { [1] = "Local" }, "result = m.f()", "result = m.two", "m.three"),
        new("a star import behind a plain one", "from star import *\nfrom lib import value as one\ndef f(): return one, two\n", new() { [1] = "Local", [2] = "Local" }, "result = m.f()", "result = m.one, m.two"),
        new("a plain import behind a star", "from lib import value as one\nfrom star import *\ndef f(): return one\n", new() { [1] = "all that it binds is bound again later", [2] = "Local" }, "result = m.f(), m.one"),
        new("a later statement that binds one of two names", "from lib import value as l, Base\nif __name__: import lib as l\ndef f(): return Base\ndef g(): return l\n",
            new() { [1] = "Local", [2] = "Local" }, "result = m.f(), m.g()", "result = m.g(), m.l"),
        new("pickling", "from lib import Base\nclass C: pass\n", new() { [1] = "Pep562" }, "import pickle\nresult = pickle.loads(pickle.dumps(m.C)), pickle.loads(b'cmod\\nBase\\n.')"),
        new("it replaces itself", "import lib, sys\nsys.modules[__name__] = lib\n", new() { [1] = "replaces itself in sys.modules at line 2" }),
        new("names of the builtins", "import lib\nfrom heavy import name as sorted, part as any\nimport heavy\ndef bool(x): return x\ndef f(): return lib.value, sorted\ndef globals(): return 3\n__all__ = [n for n in dir() if n[0] != '_']\n", new() { [1] = "Local" }, "result = m.f()", "result = m.any, m.bool(3), m.__all__", "m.nothing"),
        new("an error in the imported code", "import lib\ndef f():\n    lib.fail()\n", new() { [1] = "Local" }, "m.f()"),
        new("a comment first", "# a comment\nimport os\nif os.sep:\n    import lib\ndef f(): return lib.value\n", new() { [4] = "Local" }, "result = m.f()"),
        new("a main block before anything", "#!/usr/bin/python3\n# -*- coding: utf-8 -*-\n# words\nif 1:\n    import lib\ndef f(): return lib.value\n", new() { [5] = "Local" }, "result = m.f()"),
        new("no line for the set-up", "if 1:\n    import lib\ndef f(): return lib.value\n", new() { [2] = "no line before its if statement" }, "result = m.f()"),
        new("no newline at the end", "import lib\ndef f(): return lib.value", new() { [1] = "Local" }, "result = m.f()"),
        new("a docstring", "'''What it does.'''\nfrom __future__ import division\nimport lib\ndef f():\n    '''Its own.'''\n    return lib.value\n", new() { [3] = "Local" }, "result = m.f(), m.__doc__, m.f.__doc__"),
        new("names that are not ASCII", "import lib as größe\ndef f():\n    '''ä'''\n    return 'ü', größe.value\n", new() { [1] = "Local" }, "result = m.f()"),
    ];
}
