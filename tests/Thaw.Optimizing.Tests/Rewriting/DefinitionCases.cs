namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>Cases of classes and functions that are defined later, together with what their statements need.</summary>
internal static class DefinitionCases
{
    private const string Later = "defined later with it: C";

    public static IReadOnlyList<RewriteCase> All { get; } =
    [
        new("a class that waits for its base", "import lib\nclass C(lib.Base):\n    '''Words.'''\n    x = lib.value\n    __y = 4\n    def run(self):\n        return super().__str__()[:5], self.__y, C is __class__\n    def fail(self):\n        return 1 / 0\ndef f(): return C().run()\n",
            new() { [1] = Later }, "result = m.f(), m.C.__mro__[1:], m.C.__module__, m.C.__qualname__, m.C.__doc__, m.C.x", "m.C().fail()", "result = m.C.run.__code__.co_firstlineno, m.C.run.__qualname__",
            "import pickle\nresult = pickle.loads(pickle.dumps(m.C())), pickle.dumps(m.C), pickle.loads(b'cmod\\nC\\n.') is m.C", "from mod import C, lib\nresult = issubclass(C, lib.Base), 'C' in dir(m)", "from mod import *\nresult = C"),
        new("classes that wait for each other", "from lib import Base\nclass A(Base): pass\nclass B(A): x = A\nclass C(B, A): pass\nclass D: pass\ndef f(): return C.__mro__, C.x\ndef g(): return D()\n",
            new() { [1] = "defined later with it: A, B, C" }, "result = m.f()", "result = m.B, m.g()", "result = m.g()"),
        new("a class of which only a method is used", "import lib\nimport heavy.part\nclass C(lib.Base):\n    @classmethod\n    def make(cls): return cls(), heavy.part.answer\n    @property\n    def p(self): return lib.value\ndef f(): return C.make()[1], C().p\n",
            new() { [1] = Later, [2] = "only functions read it: make" }, "result = m.f()", "result = m.C.make()"),
        new("an exception that waits", "from lib import Base\nclass C(Base, Exception): pass\ndef f():\n    raise C('why')\ndef g():\n    try:\n        f()\n    except C as error:\n        return str(error)\n", new() { [1] = Later }, "result = m.g()", "m.f()"),
        new("a function that waits for its defaults", "import lib\nimport heavy\ndef C(x=lib.value, *, y=heavy.name):\n    '''Words.'''\n    return x, y\ndef f():\n    return C()\n", new() { [1] = Later, [2] = Later }, "result = m.f(), m.C.__defaults__, m.C.__doc__, m.C"),
        new("a function that waits for its annotations", "import lib\ndef C(x: lib.Base = lib.value) -> lib.Other:\n    return x\ndef f():\n    return C()\n", new() { [1] = Later }, "m.lib\nresult = m.f(), sorted(m.C.__annotations__.items(), key=str)"),
        new("functions of other kinds", "import lib\nasync def C(x=lib.value):\n    return x\ndef g(x=lib.value):\n    yield x\n    return 1 / 0\n", new() { [1] = "defined later with it: C, g" }, "import asyncio\nresult = asyncio.run(m.C())", "result = list(m.g())"),
        new("fields with types", "from __future__ import annotations\nimport lib\nclass C(lib.Base):\n    x: lib.Base = None\n    y: int\n", new() { [2] = Later }, "m.lib\nresult = m.C.__annotations__, m.C.x"),
        new("an abstract class", "import abc\nfrom lib import Base\nclass C(Base, metaclass=abc.ABCMeta):\n    @abc.abstractmethod\n    def run(self): pass\nclass D(C):\n    def run(self): return 1\n", new() { [1] = "defined later with it: C, D", [2] = "defined later with it: C, D" }, "m.C()", "result = m.D().run(), m.C.__abstractmethods__"),
        new("a package's module in a base", "import heavy.part\nimport heavy\nclass C:\n    x = heavy.part.answer\ndef f(): return C.x, heavy.name\n", new() { [1] = Later, [2] = Later }, "result = m.f()", "result = m.heavy.name, m.C.x"),
        new("quotes of one kind", "import lib\nclass C(lib.Base):\n    \"\"\"It isn't \\n 'so' \\\\ \"\"\"; x = '\\''\n    def run(self): return r'\\d', \"\\N{BULLET}\"\n", new() { [1] = Later }, "result = m.C.__doc__, m.C.x, m.C().run()"),
        new("quotes of both kinds", "import lib\nclass C(lib.Base):\n    '''Words.'''\n    def run(self): return \"\"\"it\"\"\"\n", new() { [1] = "used as a base class at line 2" }, "result = m.C().run()"),
        new("lines of all sorts in a class", "import lib\nclass C(lib.Base,\n        lib.Other):  # why\n\n    # between\n    def run(self,\n            x=1):\n\n        y = \\\n            x\n        return y + \\\n            z()  # last\ndef z():\n    return 1 / 0\n", new() { [1] = Later }, "m.C().run()", "result = m.C.__mro__"),
        new("a global statement in a method", "import lib\ncount = 0\nclass C(lib.Base):\n    def run(self):\n        global count\n        count += 1\n        return count\n", new() { [1] = Later }, "result = m.C().run(), m.C().run(), m.count"),
        new("a class that is used at once", "import lib\nclass C(lib.Base): pass\nx = C()\n", new() { [1] = "used as a base class at line 2" }, "result = m.x"),
        new("a class that a called function uses", "import lib\nclass C(lib.Base): pass\ndef f(): return C()\nx = f()\n", new() { [1] = "used as a base class at line 2" }, "result = m.x"),
        new("a class with a decorator", "import lib\n@lib.plain\nclass C(lib.Base): pass\n", new() { [1] = "used as a decorator at line 2" }, "result = m.C"),
        new("a method with a decorator", "import lib\nclass C(lib.Base):\n    @lib.plain\n    def run(self): return 1\n", new() { [1] = "used as a base class at line 2" }, "result = m.C().run()"),
        new("a class body that calls", "import lib\nnames = []\nclass C(lib.Base):\n    names.append(1)\n", new() { [1] = "used as a base class at line 3" }, "result = m.names"),
        new("calls that only make a value", "import re\nimport lib\nclass C(lib.Base):\n    pattern = re.compile(r'a+', re.I)\n    words = frozenset(['a', lib.value])\n    def _get(self, x=object()): return 7\n    p = property(_get)\n", new() { [2] = Later }, "result = m.C.pattern.match('aAb')[0], m.C.words, m.C().p"),
        new("a call of what only looks like a builtin", "import lib\nmade = []\ndef tuple(x):\n    made.append(x)\nclass C(lib.Base):\n    x = tuple(3)\n", new() { [1] = "used as a base class at line 5" }, "result = m.made"),
        new("a default that is an object of a class", "import lib\nimport heavy\ndef C(x=lib.Base(), *, y: heavy.name = None):\n    return type(x).__name__\ndef f():\n    return C(), C.__defaults__[0] is C.__defaults__[0]\n", new() { [1] = Later }, "result = m.f()"),
        new("a default that something makes", "import lib\ndef C(x=lib.plain(3)):\n    return x\n", new() { [1] = "C can't wait: C calls lib.plain, of which no class is known" }, "result = m.C()"),
        new("deleted before dir() asks", "from star import *\nfrom lib import value\ndel one\ndef __dir__():\n    return sorted(globals().keys() & {'one', 'two', 'value'})\n", new() { [1] = "only functions read it: __dir__" }, "result = dir(m), m.two", "m.one"),
        new("a call that makes who knows what", "import lib\nclass C(lib.Base):\n    x = lib.plain(3)\n", new() { [1] = "used as a base class at line 2" }, "result = m.C.x"),
        new("a class in an if statement", "import lib\nif lib:\n    class C(lib.Base): pass\n", new() { [1] = "read at line 2" }, "result = m.C"),
        new("what a class reads changes later", "from lib import Base\nx = 1\nclass C(Base):\n    y = x\nx = 2\n", new() { [1] = "used as a base class at line 3" }, "result = m.C.y"),
        new("what a class reads is deleted later", "from lib import Base\nx = 1\nclass C(Base):\n    y = x\ndel x\n", new() { [1] = "used as a base class at line 3" }, "result = m.C.y"),
        new("what a class reads may change", "from lib import Base\nx = 1\nclass C(Base):\n    y = x\ndef f():\n    global x\n    x += 1\n", new() { [1] = "used as a base class at line 3" }, "m.f()\nresult = m.C.y"),
        new("a class that is replaced", "import lib\nclass C(lib.Base): pass\nclass C: pass\n", new() { [1] = "used as a base class at line 2" }, "result = m.C.__mro__"),
        new("a base that knows its subclasses", "import lib\nclass Known:\n    all = []\n    def __init_subclass__(cls): Known.all.append(cls.__name__)\nclass C(Known, lib.Base): pass\n", new() { [1] = "used as a base class at line 5" }, "result = m.Known.all"),
        new("a base of a base that knows its subclasses", "import lib\nclass Meta(type):\n    pass\nclass Known(metaclass=Meta): pass\nclass Between(Known): pass\nclass C(Between, lib.Base): pass\n", new() { [1] = "used as a base class at line 6" }, "result = type(m.C)"),
        new("a module that asks for subclasses", "import lib\nclass Known: pass\nclass C(Known, lib.Base): pass\ndef f(): return Known.__subclasses__()\n", new() { [1] = "used as a base class at line 3" }, "result = m.f()"),
        new("a class that is only listed", "import lib\nclass C(lib.Base): pass\n__all__ = ['C'] + [n for n in dir() if n[0] != '_']\n", new() { [1] = Later }, "result = m.__all__", "from mod import *\nresult = C"),
        new("patched before it is defined", "import lib\nclass C(lib.Base): pass\ndef f(): return C\n", new() { [1] = Later }, "m.C = 5; result = m.f()", "from unittest import mock\nwith mock.patch('mod.C') as fake:\n    result = m.f() is fake", "result = m.f()"),
        new("a __getattr__ of its own beside a class", "import lib\nclass C(lib.Base): pass\ndef __getattr__(name):\n    if name == 'ghost': return C\n    raise AttributeError(name)\n", new() { [1] = Later }, "result = m.ghost, m.C", "m.nothing"),
        new("deleted in a branch", "import os\nif os.sep == '?':\n    pass\nelse:\n    from star import *\n    x = 1\n    del one\ndef f(): return two, x\n", new() { [5] = "Local" }, "result = m.f()", "m.one", "result = 'one' in dir(m), m.two"),
        new("a block of another system", "import lib\nimport sys, os\ndef check(): return lib.value\nif sys.platform == 'darwin':\n    with open(lib.__file__):\n        check()\nif os.name == 'nt':\n    x = lib.value\nelse:\n    x = 0\n", new() { [1] = "only functions read it: check, the block of another system" }, "result = m.check(), m.x"),
        new("a block of this system", "import lib\nimport sys\nif sys.platform == 'linux':\n    x = lib.value\n", new() { [1] = "lib is read at line 4" }, "result = m.x"),
        new("a stand-in class in a guarded import", "try:\n    from absent import Thing\nexcept ImportError:\n    class Thing:\n        '''Words.'''\ntry:\n    from lib import Base\nexcept ImportError:\n    class Base: pass\ndef f(): return Thing, Base\n",
            new() { [2] = "Local", [7] = "Local" }, "result = m.f()", "result = m.Thing.__doc__, m.Thing.__module__"),
        new("a stand-in with a base", "import lib\ntry:\n    from absent import Thing\nexcept ImportError:\n    class Thing(lib.Base): pass\ndef f(): return Thing\n", new() { [3] = "does more than import" }, "result = m.f()"),
        new("bound by three, of which one stays", "from star import *\nfrom lib import value as two\ny = two\nfrom heavy import name as two\nfrom heavy.part import answer as two\ndef f(): return one, two\n",
            new() { [1] = "Local", [2] = "two is read at line 3", [4] = "bound again later", [5] = "Local" }, "result = m.f(), m.two, m.y", "result = m.two", "from mod import *\nresult = two"),
    ];
}
