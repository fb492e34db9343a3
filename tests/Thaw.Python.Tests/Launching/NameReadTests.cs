using Thaw.Functions;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Python.Tests.Launching;

/// <summary>What the usage pass tells of uses that are no calls, on every generation of interpreters that differs for it.</summary>
public sealed class NameReadTests
{
    private const string Handler =
        """
        import constants, kinds as k, checked, errors, taken.part
        from package import through, star
        from callables import first
        from never import NEVER
        def by_type(value):
            from checked import Other
            return isinstance(value, checked.Checked) or isinstance(value, Other)
        def later(event):
            if event.get("rare"):
                return NEVER
            import local
            from local import Made
            return [local.VALUE, Made.__name__]
        def handler(event, context):
            try:
                raise errors.Missing(first(["x"]))
            except errors.Missing:
                pass
            total = 0
            for step in range(300):
                total += step
            return [constants.LIMIT, k.Kind is None, by_type(1), through, star, later(event), taken.part.X, total]
        class Late(k.Base):
            pass
        """;

    private static TestFunction Function(string? python, FunctionKind kind = FunctionKind.Handler, string handler = Handler)
    {
        var function = new TestFunction(handler, python, kind, "{}", """{"rare": true}""");
        function.Write("constants.py", "LIMIT = 1\n");
        function.Write("kinds.py", "class Kind: pass\nclass Base: pass\n");
        function.Write("checked.py", "class Checked: pass\nclass Other: pass\n");
        function.Write("errors.py", "class Missing(Exception): pass\n");
        function.Write("callables.py", "import operator\nfirst = operator.itemgetter(0)\n");
        function.Write("never.py", "NEVER = 1\n");
        function.Write("local.py", "VALUE = 1\nclass Made: pass\n");
        function.Write("taken/__init__.py", "");
        function.Write("taken/part.py", "X = 1\n");
        function.Write("package/__init__.py", "from .deep import hidden as through\nfrom .stars import *\n");
        function.Write("package/deep.py", "hidden = 'one'\n");
        function.Write("package/stars.py", "star = 'two'\nother = 'three'\n");
        return function;
    }

    [RequiresFact("python3.11")]
    public void Names_that_ran_lines_read_are_told_on_3_11() => AssertReads("3.11");

    [RequiresFact("python3.13")]
    public void Names_that_ran_lines_read_are_told_on_3_13() => AssertReads("3.13");

    [RequiresFact("python3.15")]
    public void Names_that_ran_lines_read_are_told_on_3_15() => AssertReads("3.15");

    private static void AssertReads(string python)
    {
        using TestFunction function = Function(python);

        object?[][] plain = Reads(function.Run(AgentMode.Usage, 0));
        object?[][] rare = Reads(function.Run(AgentMode.Usage, 1));

        Assert.Equal(22L, Read(plain, "constants", "LIMIT")[5]);
        Assert.Equal("handler", Read(plain, "constants", "LIMIT")[6]);
        Assert.False((bool)Read(plain, "kinds", "Kind")[7]!);
        Assert.True((bool)Read(plain, "checked", "Checked")[7]!);
        Assert.All(plain.Where(read => (string)read[2]! == "checked"), read => Assert.True((bool)read[7]!));
        Assert.False((bool)Read(plain, "local", "Made")[7]!);
        Read(plain, "errors", "Missing");
        Read(plain, "callables", "first");
        Read(plain, "local", "VALUE");
        Read(plain, "taken.part", "X");
        Read(plain, "package", "through");
        Read(plain, "package.deep", "through");
        Read(plain, "package.stars", "star");
        Assert.DoesNotContain(plain, read => (string)read[2]! == "never");
        Read(rare, "never", "NEVER");
        Assert.DoesNotContain(rare, read => (string)read[2]! == "local");
    }

    [RequiresFact("python3.11")]
    public void Base_classes_are_told_where_that_is_asked_for_on_3_11() => AssertReadsOfBodies("3.11");

    [RequiresFact("python3.15")]
    public void Base_classes_are_told_where_that_is_asked_for_on_3_15() => AssertReadsOfBodies("3.15");

    private static void AssertReadsOfBodies(string python)
    {
        using TestFunction function = Function(python);

        AgentRun run = function.Launcher.Run(new LaunchRequest { Mode = AgentMode.Usage, Invocations = [0], WholeInit = true });

        object?[][] bodies = [.. TestFunction.Records(run, "reads").Where(read => (bool)read[8]!)];
        object?[] read = Assert.Single(bodies, item => (string)item[2]! == "kinds");
        Assert.Equal(23L, read[5]);
        Assert.DoesNotContain(bodies, item => (string)item[2]! == "constants"); // imported, and named in no body
    }

    [RequiresFact("python3.11")]
    public void A_ufunc_is_a_use_of_the_extension_that_holds_it()
    {
        const string Handler = "from numpy import exp\ndef handler(event, context):\n    return float(exp(0.0))\n";
        using TestFunction function = Function("3.11", FunctionKind.Handler, Handler);

        object?[][] reads = Reads(function.Run(AgentMode.Usage, 0));

        Read(reads, "numpy", "exp");
        Read(reads, "numpy.core._multiarray_umath", "exp");
        Assert.DoesNotContain(reads, read => (string)read[2]! == "numpy.fft");
    }

    [Fact]
    public void A_script_reads_what_its_own_lines_name_but_not_what_modules_name_while_they_are_loaded()
    {
        using TestFunction function = Function(null, FunctionKind.Script, "import constants, package\nprint(constants.LIMIT)\n");

        object?[][] reads = Reads(function.Run(AgentMode.Usage));

        Read(reads, "constants", "LIMIT");
        Assert.DoesNotContain(reads, read => (string)read[2]! == "package.deep");
    }

    [Fact]
    public void Where_the_function_traces_itself_all_lines_of_what_ran_count()
    {
        const string Handler =
            """
            import sys, constants
            def own(frame, event, argument):
                return None
            def handler(event, context):
                sys.settrace(own)
                if event.get("never"):
                    return constants.LIMIT
                return sys.gettrace() is own
            """;
        using TestFunction function = Function("3.11", FunctionKind.Handler, Handler);

        AgentRun run = function.Run(AgentMode.Usage, 0);

        Assert.Equal(true, run.Results[0].Data);
        Read(Reads(run), "constants", "LIMIT");
    }

    [Fact]
    public void Modules_with_attributes_that_run_code_are_read_without_running_it()
    {
        using TestFunction function = Function(null, FunctionKind.Handler, "import lively\ndef handler(event, context):\n    return [lively.calls, lively.value is None]\n");
        function.Write(
            "lively.py",
            """
            calls = []
            class Meta(type):
                def __getattribute__(self, name):
                    calls.append(name)
                    return type.__getattribute__(self, name)
            class Value(metaclass=Meta):
                def __getattribute__(self, name):
                    calls.append(name)
                    raise RuntimeError(name)
            def __getattr__(name):
                calls.append(name)
                raise AttributeError(name)
            value = Value()
            """);

        AgentRun run = function.Run(AgentMode.Usage, 0);

        Assert.Equal("lively", (string)Read(Reads(run), "lively", "value")[2]!);
        Assert.DoesNotContain(TestFunction.Records(run, "usage", at: 2), item => ((string)item[3]!).EndsWith("__getattribute__", StringComparison.Ordinal));
    }

    private static object?[][] Reads(AgentRun run) => [.. TestFunction.Records(run, "reads").Where(read => !(bool)read[8]!)];

    private static object?[] Read(object?[][] reads, string module, string name) =>
        Assert.Single(reads, read => (string)read[2]! == module && (string)read[3]! == name);
}
