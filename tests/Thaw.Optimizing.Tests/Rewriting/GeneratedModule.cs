using FsCheck;
using FsCheck.Fluent;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>A module made of pieces; a counterexample shrinks to the pieces that matter.</summary>
/// <param name="Imports">Its import statements.</param>
/// <param name="Body">What follows.</param>
internal sealed record GeneratedModule(IReadOnlyList<string> Imports, IReadOnlyList<string> Body)
{
    /// <summary>What its functions are called.</summary>
    public const string Functions = "abcdefg";

    private static readonly string[] Modules = ["lib", "heavy", "heavy.part", "heavy.other", "star"];

    // Few, so that statements meet; some are those of builtins that inserted code may use.
    private static readonly string[] Aliases = ["l", "one", "part", "lib", "heavy", "any", "sorted", "bool"];

    private static readonly string[] Taken =
        ["lib import Base", "lib import value", "lib import Other", "heavy import name", "heavy import part", "heavy.part import answer", "star import one", "star import three"];

    // {0} is a name, {1} an import statement on one line, {2} another.
    private static readonly string[] Wrappers =
    [
        "{1}", "{1}", "{1}", "{1};", "{1}; {2}", "x = 1; {1}", "{1}  # a comment", "try:\n    {1}\nexcept ImportError:\n    {0} = None", "try:\n    {1}\n    found = 1\nexcept ImportError:\n    pass",
        "try:\n    from absent import l\n    found = 1\nexcept ImportError:\n    l = 0", "try:\n    import absent as {0}\nexcept ImportError:\n    {1}", "if __name__:\n    {1}", "if not __name__:\n    {1}",
        "if __name__: {1}", "if __name__:\n    {1}\nelse:\n    {2}", "import contextlib\nwith contextlib.suppress(ImportError):\n    {1}", "if __name__:\n    try:\n        {1}\n    except ImportError:\n        {0} = 5",
        "for _ in 'a':\n    {1}", "from star import *", "class K:\n    {1}", "'''{0}'''", "# {0}", "if __name__:\n\ttry:\n\t\t{1}\n\texcept ImportError: pass", "\f\n{1}",
    ];

    // {0} is a name, {1} another, {2} a function, {3} an import statement.
    private static readonly string[] Bodies =
    [
        "def {2}(x=1):\n    return [{0}, {1}]", "def {2}(x=1):\n    '''Words.'''\n    if {0}: return {1}\n    return x", "def {2}(x=1):\n    for i in [{0}]: return i, {1}", "{2} = lambda x=1: {0}",
        "class C:\n    def run(self): return {0}, {1}\n{2} = C().run", "def {2}(x=1):\n    {0} = x\n    return {0}, {1}", "def {2}({0}=2): return {0}", "def {2}(x=1):\n    global {0}\n    {0} = x\n    return {0}",
        "def {2}(x=1):\n    def inner(): return {0}, {1}\n    return inner()", "def {2}(x=1): return sorted(n for n in globals() if n in ('{0}', '{1}'))", "def {2}(x=1):\n    try:\n        return {0}\n    except NameError:\n        return x / 0",
        "def {2}(x=1):\n    with open('/dev/null') as f: return {0}, {1}", "def {2}(x=1):\n    while x: return {0} or {1}", "def {2}(x=1):\n    {3}\n    return {0}", "def {2}(x=1):\n    return [{0} for {0} in 'a'], {1}",
        "def {2}(x=1): return '{0}' in globals(), globals().get('{1}')", "def {2}(x=1):\n    global {0}\n    del {0}", "def {2}(x=1):\n    yield {0}\n    return {1}", "async def {2}(x=1): return {0}",
        "def {2}(x=1):\n    match x:\n        case 1: return {0}", "def {2}(x=1): return eval('{0}')", "def {2}(x=1):\n    class D:\n        y = {0}\n    return D.y", "def {2}(x: '{0}' = 1) -> '{1}':\n    y: {0} = 3\n    return y",
        "z = {0}", "class D(Base): pass", "class D({0}.Base, {1}.Other):\n    'Words.'\n    def run(self): return {0}, D\ndef {2}(x=1): return D().run()",
        "class E(Base):\n    y = {0}\n    def run(self): return super().__str__()[:2], {1}", "class F(E): z = {0}", "def {2}(x=1): return E().run(), F.z, F().y", "class {0}(Base): pass",
        "def {2}(x={0}.value, *, y: {1} = 1): return x, {1}", "import pickle\ndef {2}(x=1): return pickle.loads(pickle.dumps(E())), pickle.dumps(F)", "class E(Base): pass", "from lib import Base", "def {2}(x=1):\n    global E\n    E = {0}",
        "def {2}(x={0}): return x", "y = [{0} for {0} in 'a']", "{0} = 9", "del {0}", "__all__ = [n for n in dir() if n[0] != '_']", "# a comment",
        "z = {2}() if '{2}' in dir() else 0", "if __name__ == '__main__':\n    {0}", "{3}", "w = globals().get('{0}')", "globals()['{0}'] = 7",
    ];

    /// <summary>The source.</summary>
    public string Source => string.Join('\n', [.. Imports, .. Body]) + "\n";

    private static Gen<string> Name => Gen.Elements([.. Aliases, "value", "Base", "name", "answer", "found", "two", "three"]);

    private static Gen<string> Alias => Gen.Frequency((2, Gen.Constant("")), (1, Gen.Elements(Aliases).Select(name => " as " + name)));

    private static Gen<string> Statement => Gen.Frequency(
        (2, Gen.Elements(Modules).Zip(Alias, (module, alias) => $"import {module}{alias}")),
        (1, Gen.Elements(Modules).Zip(Gen.Elements(Modules), (one, other) => $"import {one}, {other}")),
        (3, Gen.Elements(Taken).Zip(Alias, (taken, alias) => $"from {taken}{alias}")),
        (1, Gen.Constant("from lib import (\n    Base as B,  # kept\n    value,\n)")),
        (1, Gen.Constant("from lib import Other, \\\n    value")));

    public override string ToString() => "\n" + Source;

    /// <summary>Modules, with their smaller versions.</summary>
    public static Arbitrary<GeneratedModule> Arbitrary() => Arb.From(
        from imports in Import().ListOf().Resize(6)
        from body in Piece().ListOf().Resize(7)
        select new GeneratedModule([.. imports], [.. body]),
        Shrink);

    private static Gen<string> Import() =>
        from wrapper in Gen.Elements(Wrappers)
        from name in Name
        from one in Statement
        from other in Statement
        select Fill(wrapper, name, one, other);

    private static Gen<string> Piece() =>
        from template in Gen.Elements(Bodies)
        from one in Name
        from other in Name
        from function in Gen.Elements(Functions.ToCharArray())
        from statement in Statement
        select Fill(template, one, other, function.ToString(), statement);

    private static string Fill(string template, params string[] values)
    {
        for (var index = 0; index < values.Length; index++)
            template = template.Replace($"{{{index}}}", values[index], StringComparison.Ordinal);
        return template;
    }

    private static IEnumerable<GeneratedModule> Shrink(GeneratedModule module) =>
        Without(module.Imports).Select(imports => module with { Imports = imports })
            .Concat(Without(module.Body).Select(body => module with { Body = body }));

    private static IEnumerable<IReadOnlyList<string>> Without(IReadOnlyList<string> pieces) =>
        Enumerable.Range(0, pieces.Count).Select(left => (IReadOnlyList<string>)[.. pieces.Where((_, index) => index != left)]);
}
