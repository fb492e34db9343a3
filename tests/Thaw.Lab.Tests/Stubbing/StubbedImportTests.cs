using Thaw.Lab.Stubbing;
using Thaw.Lab.Subjects;
using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Lab.Tests.Stubbing;

/// <summary>Stubs in real processes: the handler says which modules were loaded.</summary>
public sealed class StubbedImportTests : IDisposable
{
    private const string Handler =
        """

        import sys
        def handler(event, context):
            return sorted(name for name in sys.modules if name.startswith("part"))
        """;

    private readonly LabFixture _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("import part_a")]
    [InlineData("import part_a as other")]
    [InlineData("from part_a import value, deep as deeper")]
    [InlineData("from part_a import *")]
    [InlineData("from part_a import (\n    value,\n)")]
    [InlineData("if True:\n    import part_a")]
    [InlineData("def load():\n    import part_a\nload()")]
    public void OnlyWhatTheStatementAloneLoadsIsGone(string statement)
    {
        string folder = _lab.WriteFunction("f", "import part_b\n" + statement + Handler);
        _lab.Write("functions/f/part_a.py", "import part_shared, part_only\nvalue = 1\ndef deep(): pass\n");
        _lab.Write("functions/f/part_b.py", "import part_shared\n");
        _lab.Write("functions/f/part_shared.py", "");
        _lab.Write("functions/f/part_only.py", "");
        int line = 2 + statement.Split('\n').TakeWhile(text => !text.Contains("part_a", StringComparison.Ordinal)).Count();

        var (original, stubbed) = Loaded(folder, "handler", line);

        Assert.Equal(["part_a", "part_b", "part_only", "part_shared"], original);
        Assert.Equal(["part_b", "part_shared"], stubbed);
    }

    [Fact]
    public void OtherImportersStillLoadTheSameModule()
    {
        string folder = _lab.WriteFunction("f", "import part_a\nimport part_b" + Handler);
        _lab.Write("functions/f/part_a.py", "value = 1\n");
        _lab.Write("functions/f/part_b.py", "import part_a\nassert part_a.value == 1\n");

        var (_, stubbed) = Loaded(folder, "handler", 1);

        Assert.Equal(["part_a", "part_b"], stubbed);
    }

    [Fact]
    public void ARelativeImportInAPackageIsReplaced()
    {
        string folder = _lab.WriteFunction("f", "import part_a" + Handler);
        _lab.Write("functions/f/part_a/__init__.py", "from . import one\nfrom .two import name, Base\nclass Derived(Base): pass\n");
        _lab.Write("functions/f/part_a/one.py", "");
        _lab.Write("functions/f/part_a/two.py", "name = 2\nclass Base: pass\n");

        Assert.Equal(["part_a", "part_a.two"], Loaded(folder, "part_a", 1).Stubbed);
        Assert.Equal(["part_a", "part_a.one"], Loaded(folder, "part_a", 2).Stubbed);
    }

    [Fact]
    public void WhatCannotBeReplacedSaysWhy()
    {
        string folder = _lab.WriteFunction("f", "import importlib\nimportlib.import_module('part_a')" + Handler);
        _lab.Write("functions/f/part_a.py", "");
        using var function = LabFunction.Open(folder, CancellationToken.None);

        var imports = StubbedImport.Prepare(
            function, [Statement("handler", 2), Statement("nowhere", 1)], Path.Combine(_lab.Context.ScratchFolder, "stubs"), CancellationToken.None);

        Assert.Contains("a function is called that imports", imports[0].Problem, StringComparison.Ordinal);
        Assert.Contains("not loaded", imports[1].Problem, StringComparison.Ordinal);
        Assert.All(imports, import => Assert.Null(import.StubbedPrelude));
    }

    [Theory]
    [InlineData("import part_a\npart_a.Table()", "init calls part_a.Table")]
    [InlineData("import part_a\nprefix = 'x' + ''.join(part_a.NAMES) + undefined", "NameError")]
    [InlineData("import part_a\nassert part_a.NAMES[0] == 'a'", "init fails without it: AssertionError")]
    public void AStubThatTakesMoreThanTheImportOrBreaksInitIsRefused(string source, string expected)
    {
        // The undefined name is there on the original side only, so that the stub alone fails.
        string folder = _lab.WriteFunction("f", source.Replace("undefined", "part_a.NAMES.missing()", StringComparison.Ordinal) + Handler);
        _lab.Write("functions/f/part_a.py", "class Names(list):\n    def missing(self): return ''\nNAMES = Names('a')\nclass Table: pass\n");
        using var function = LabFunction.Open(folder, CancellationToken.None);
        var import = StubbedImport.Prepare(
            function, [Statement("handler", 1)], Path.Combine(_lab.Context.ScratchFolder, "stubs"), CancellationToken.None)[0];

        var refusal = Assert.Throws<LabException>(() => StubComparison.Run(function, import, 1, new StubRounds(1, 1, 1), CancellationToken.None));

        Assert.Contains(expected == "NameError" ? "part_a.NAMES.missing" : expected, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EverySideGetsAsManyRunsAsAskedFor()
    {
        string folder = _lab.WriteFunction("f", "import part_a" + Handler);
        _lab.Write("functions/f/part_a.py", "");
        using var function = LabFunction.Open(folder, CancellationToken.None);
        var import = StubbedImport.Prepare(
            function, [Statement("handler", 1)], Path.Combine(_lab.Context.ScratchFolder, "stubs"), CancellationToken.None)[0];

        var series = StubComparison.Run(function, import, 1, new StubRounds(1, 3, 3), CancellationToken.None);

        Assert.Equal(3, series.Length);
        Assert.All(series.Reference, ms => Assert.True(ms > 0));
    }

    private (string[] Original, string[] Stubbed) Loaded(string folder, string module, int line)
    {
        using var function = LabFunction.Open(folder, CancellationToken.None);
        var import = StubbedImport.Prepare(
            function, [Statement(module, line)], Path.Combine(_lab.Context.ScratchFolder, "stubs"), CancellationToken.None)[0];
        Assert.Null(import.Problem);
        return (Run(function, import.OriginalPrelude!), Run(function, import.StubbedPrelude!));
    }

    private static string[] Run(LabFunction function, string prelude)
    {
        var run = function.Run(
            new LaunchRequest { Prelude = prelude, Invocations = function.EventOf(0), WantResults = true }, CancellationToken.None);
        return [.. ((object?[])run.Results[0].Data!).Select(name => (string)name!)];
    }

    private static ImportStatement Statement(string module, int line) => new(0, module, "", line, "<module>");
}
