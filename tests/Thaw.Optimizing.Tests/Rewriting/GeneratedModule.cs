using FsCheck;
using FsCheck.Fluent;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>A module made of pieces; a counterexample shrinks to the pieces that matter.</summary>
/// <param name="Imports">Its import statements.</param>
/// <param name="Body">What follows.</param>
internal sealed record GeneratedModule(IReadOnlyList<string> Imports, IReadOnlyList<string> Body)
{
    private static readonly string[] ImportPieces =
    [
        "import lib", "import lib as l", "import heavy.part", "import heavy.other", "import heavy", "import lib, heavy",
        "import lib; import heavy", "from lib import Base", "from lib import (\n    Base as B,  # kept\n    value,\n)",
        "from lib import value as l", "from star import *", "from lib import Other, \\\n    value",
        "try:\n    import lib\nexcept ImportError:\n    lib = None", "try:\n    import absent\nexcept ImportError:\n    absent = None",
        "try:\n    from absent import l\n    found = 1\nexcept ImportError:\n    l = 0", "if __name__:\n    import lib", "if not __name__:\n    import heavy",
        "if __name__: import lib as l", "import contextlib\nwith contextlib.suppress(ImportError):\n    import lib",
        "from heavy import part", "from heavy.part import answer as one", "import lib;",
    ];

    private static readonly string[] BodyPieces =
    [
        "def a(x=1):\n    return [lib, l, heavy]", "def b(x=1):\n    '''Words.'''\n    if value: return one\n    return x",
        "def c(x=1):\n    for i in [heavy.part.answer]: return i", "d = lambda x=1: l", "class C:\n    def run(self): return Base, lib",
        "class D(Base): pass", "x = lib.value", "def e(x=lib.value): return x", "def f(lib=2): return lib", "y = [one for one in 'a']",
        "def g(x=1):\n    global lib\n    lib = x\n    return lib", "def h(x=1):\n    def inner(): return lib, B\n    return inner()",
        "def i(x=1): return sorted(n for n in globals() if n in ('lib', 'l', 'heavy'))", "value = 9", "del lib", "__all__ = [n for n in dir() if n[0] != '_']",
        "# a comment", "import lib", "z = a() if 'a' in dir() else 0", "def j(x=1):\n    try:\n        return absent\n    except NameError:\n        return x / 0",
        "def k(x=1):\n    with open('/dev/null') as f: return part, answer", "def n(x=1):\n    while x: return l or heavy",
    ];

    /// <summary>The source.</summary>
    public string Source => string.Join('\n', [.. Imports, .. Body]) + "\n";

    public override string ToString() => "\n" + Source;

    public static Arbitrary<GeneratedModule> Arbitrary() => Arb.From(
        from imports in Gen.Elements(ImportPieces).ListOf()
        from body in Gen.Elements(BodyPieces).ListOf()
        select new GeneratedModule([.. imports], [.. body]),
        Shrink);

    private static IEnumerable<GeneratedModule> Shrink(GeneratedModule module) =>
        Without(module.Imports).Select(imports => module with { Imports = imports })
            .Concat(Without(module.Body).Select(body => module with { Body = body }));

    private static IEnumerable<IReadOnlyList<string>> Without(IReadOnlyList<string> pieces) =>
        Enumerable.Range(0, pieces.Count).Select(left => (IReadOnlyList<string>)[.. pieces.Where((_, index) => index != left)]);
}
