using Thaw.Functions;
using Thaw.Optimizing.Verification;
using Thaw.Profiling.Recorder;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Verification;

/// <summary>Originals and changed copies, run by real interpreters: what is the same passes, every kind of change is found.</summary>
public sealed class VerifierTests
{
    private const string EagerHandler =
        """
        import helper
        def handler(event, context):
            print("asked for", event.get("n", 0))
            if event.get("fail"):
                raise ValueError("no " + str(event["fail"]))
            if event.get("n"):
                return {"n": helper.double(event["n"])}
            return {"n": None}
        """;

    private const string LazyHandler =
        """
        "the import is below"
        def handler(event, context):
            print("asked for", event.get("n", 0))
            if event.get("fail"):
                raise ValueError("no " + str(event["fail"]))
            if event.get("n"):
                global helper; import helper; return {"n": helper.double(event["n"])}
            return {"n": None}
        def __getattr__(name):
            if name == "helper":
                import helper
                globals()["helper"] = helper
                return helper
            if name == "__all__": return [public for public in __dir__() if public[0] != "_"]
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        def __dir__(): return sorted({*globals(), "helper"})
        """;

    private const string Helper = "def double(n):\n    return 2 * n\n";

    private static readonly Dictionary<string, string> Eager = new() { ["handler.py"] = EagerHandler, ["helper.py"] = Helper };

    [Fact]
    public void A_lazy_import_that_changes_nothing_passes()
    {
        using var pair = new FunctionPair(
            Eager, Changed("handler.py", LazyHandler), """{"n": 21}""", "{}", """{"fail": "luck"}""");

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, Text(result));
        Assert.Equal(["ok", "ok", "ValueError: no luck"], result.Events.Select(verdict => verdict.Outcome));
        Assert.Equal([false, false, true], result.Events.Select(verdict => verdict.Holdout));
        Assert.Empty(result.Masked);
        Assert.Empty(result.Notes);
    }

    [RequiresTheory("python3.13", "python3.15")]
    [InlineData("3.13")]
    [InlineData("3.15")]
    public void It_does_with_newer_interpreters(string python)
    {
        using var pair = new FunctionPair(Eager, Changed("handler.py", LazyHandler), """{"n": 21}""", "{}") { Python = python };

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, Text(result));
    }

    [Theory]
    [InlineData("2 * n", "2 * n + 1", Check.Event, "result.n", "42", "43")]
    [InlineData("2 * n", "2.0 * n", Check.Event, "result.n", "42", "42.0")]
    public void A_changed_result_is_found(string before, string after, Check check, string what, string original, string changed)
    {
        using var pair = new FunctionPair(Eager, Changed("helper.py", Helper.Replace(before, after, StringComparison.Ordinal)), """{"n": 21}""");

        VerificationResult result = pair.Verify();

        Assert.False(result.Passed);
        Assert.Contains(new Difference(check, "event0", what, original, changed), result.Breaking);
    }

    [Theory]
    [InlineData("\"no \"", "\"not \"", "message line 1 word 1")]
    [InlineData("ValueError", "TypeError", "outcome")]
    [InlineData("asked for", "asked about", "stdout line 1 word 2")]
    [InlineData("    print(", "    import sys; print('!', file=sys.stderr); print(", "stderr number of lines")]
    [InlineData("    if event.get(\"fail\"):", "    if event.get(\"fail\"):\n", "traceback line 1 word 1")]
    public void A_changed_error_or_output_is_found(string before, string after, string what)
    {
        using var pair = new FunctionPair(
            Eager, Changed("handler.py", EagerHandler.Replace(before, after, StringComparison.Ordinal)), """{"fail": "luck"}""", """{"n": 1}""");

        VerificationResult result = pair.Verify();

        Assert.Contains(result.Breaking, item => item.Check == Check.Event && item.What == what);
    }

    [Fact]
    public void A_name_that_is_lost_is_found_although_no_event_reaches_it()
    {
        using var pair = new FunctionPair(
            Eager, Changed("handler.py", EagerHandler.Replace("import helper\n", "", StringComparison.Ordinal)), "{}");

        VerificationResult result = pair.Verify();

        Assert.Contains(result.Breaking, item => item.Check == Check.Names && item.What == "helper" && item.Original == "module helper");
        Assert.Contains(result.Breaking, item => item.Check == Check.Names && item.What == "import * helper");
        Assert.Equal(["handler"], result.Suspects);
        Assert.All(result.Events, verdict => Assert.True(verdict.Same));
    }

    [Fact]
    public void A_name_that_is_not_listed_any_more_is_found()
    {
        string unlisted = string.Join('\n', LazyHandler.Split('\n').Where(line => !line.StartsWith("def __dir__", StringComparison.Ordinal)));
        using var pair = new FunctionPair(Eager, Changed("handler.py", unlisted), "{}");

        VerificationResult result = pair.Verify();

        Assert.Contains(result.Breaking, item => item.Check == Check.Names && item.What == "dir() helper");
    }

    [Fact]
    public void A_race_at_first_use_is_found()
    {
        string racy = LazyHandler.Replace(
            "        import helper\n",
            """
                    if "_loading" in globals():
                        raise AttributeError("helper is being loaded")
                    globals()["_loading"] = True
                    import helper
                    del globals()["_loading"]

            """,
            StringComparison.Ordinal);
        Assert.NotEqual(LazyHandler, racy);
        using var pair = new FunctionPair(
            new Dictionary<string, string>(Eager) { ["helper.py"] = "import html.entities, decimal\n" + Helper }, Changed("handler.py", racy), "{}");

        VerificationResult result = pair.Verify();

        Assert.Contains(result.Breaking, item => item.Check == Check.Threads && item.Where == "handler");
    }

    [Fact]
    public void What_differs_between_two_runs_of_the_original_is_masked_and_listed()
    {
        const string handler =
            """
            import os
            def handler(event, context):
                print("process", os.getpid(), "speaks")
                return {"pid": os.getpid(), "sum": 3, "list": list(range(os.getpid() % 7, 100))}
            """;
        using var pair = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = handler },
            Changed("handler.py", handler.Replace("import os\n", "import os  # as before\n", StringComparison.Ordinal)));

        VerificationResult result = pair.Verify();

        Assert.True(result.Passed, Text(result));
        string[] masked = [.. result.Masked.Where(part => part.Event == "event0").Select(part => part.Where)];
        Assert.Contains("result.pid", masked);
        Assert.Contains("stdout line 1 word 2", masked);
        Assert.DoesNotContain("result.sum", masked);
    }

    [Fact]
    public void A_function_whose_whole_result_varies_cannot_be_verified()
    {
        const string handler = "import os\ndef handler(event, context):\n    return os.urandom(8).hex()\n";
        using var pair = new FunctionPair(new Dictionary<string, string> { ["handler.py"] = handler }, Changed("handler.py", "#\n" + handler));

        VerificationResult result = pair.Verify();

        Assert.False(result.Passed);
        Assert.Empty(result.Breaking);
        Assert.StartsWith("all results differ between two runs of the original", result.Unverifiable, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_that_all_fail_on_the_original_are_said_in_one_line()
    {
        using var pair = new FunctionPair(Eager, Changed("handler.py", LazyHandler), """{"fail": "it"}""", """{"fail": "too"}""");

        VerificationResult result = pair.Verify();

        Assert.False(result.Passed);
        Assert.Equal(
            "every event fails on the original, so no result can be compared; the first, event0, with ValueError: no it", result.Unverifiable);
    }

    [Fact]
    public void An_original_that_cannot_be_loaded_is_said_in_one_line()
    {
        using var pair = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = "import nowhere\n" }, Changed("handler.py", "import nowhere  #\n"));

        var error = Assert.Throws<FunctionFailedException>(() => pair.Verify());

        Assert.Equal("handler.handler cannot be loaded, so nothing can be verified: ModuleNotFoundError: No module named 'nowhere'", error.Message);
    }

    [Theory]
    [InlineData("test \"$(python3 -c 'import helper; print(helper.double(2))')\" = 4", true)]
    [InlineData("echo one too many; exit $(($(python3 -c 'import helper; print(helper.double(2))') - 4))", false)]
    public void The_functions_own_tests_run_on_both_and_leave_nothing_behind(string command, bool changesNothing)
    {
        using var pair = new FunctionPair(
            Eager, Changed("helper.py", changesNothing ? "#\n" + Helper : Helper.Replace("2 * n", "2 * n if n != 2 else 7", StringComparison.Ordinal)), """{"n": 5}""");

        VerificationResult result = pair.Verify(new VerifyOptions { TestCommand = "touch left-behind; " + command });

        Assert.Equal(changesNothing, result.Passed);
        Assert.Equal(changesNothing, !result.Breaking.Any(item => item is { Check: Check.Tests, Original: "exit code 0 (one too many)", Result: "exit code 3 (one too many)" }));
        Assert.False(File.Exists(pair.PathOf("original/left-behind")) || File.Exists(pair.PathOf("result/left-behind")));
    }

    [Fact]
    public void A_script_is_compared_by_what_it_prints_and_how_it_ends()
    {
        const string script = "import sys\nprint('ready')\nif __name__ == '__main__':\n    sys.exit(3)\n";
        using var same = new FunctionPair(new Dictionary<string, string> { ["handler.py"] = script }, new Dictionary<string, string>()) { Kind = FunctionKind.Script };
        using var other = new FunctionPair(
            new Dictionary<string, string> { ["handler.py"] = script }, Changed("handler.py", script.Replace('3', '4')))
        { Kind = FunctionKind.Script };

        Assert.True(same.Verify().Passed, Text(same.Verify()));
        Assert.Contains(other.Verify().Breaking, item => item.Check == Check.Event && item.What == "outcome");
    }

    private static Dictionary<string, string> Changed(string name, string text) => new() { [name] = text };

    private static string Text(VerificationResult result) =>
        string.Join('\n', result.Breaking.Select(item => item.ToString()).Append(result.Unverifiable).Concat(result.Notes));

    [Fact]
    public void A_focus_makes_one_check_alone()
    {
        using var pair = new FunctionPair(
            Eager, Changed("handler.py", EagerHandler.Replace("helper.double(event[\"n\"])", "3 * event[\"n\"]", StringComparison.Ordinal)),
            """{"n": 21}""", """{"n": 0}""", """{"fail": "luck"}""");
        var verifier = new PackageVerifier();
        Difference first = pair.Verify(new VerifyOptions { StopAtFirst = true }, verifier).Breaking[0];

        VerificationResult inOther = pair.Verify(new VerifyOptions { Focus = first with { Check = Check.Event, Where = "event1" } }, verifier);
        VerificationResult inSame = pair.Verify(new VerifyOptions { Focus = first with { Check = Check.Event, Where = "event0" } }, verifier);

        Assert.Equal(Check.Sequence, first.Check);
        Assert.True(inOther.Passed, Text(inOther));
        Assert.Equal(["event1"], inOther.Events.Select(verdict => verdict.Name));
        Assert.Equal(["event0"], inSame.Breaking.Select(difference => difference.Where));
    }

    [Fact]
    public void The_line_of_a_deferred_import_that_fails_is_named()
    {
        using var pair = new FunctionPair(
            Eager, Changed("handler.py", LazyHandler.Replace("import helper; return", "import halper; return", StringComparison.Ordinal)), """{"n": 21}""");

        VerificationResult result = pair.Verify(new VerifyOptions { StopAtFirst = true });

        Assert.Contains((pair.PathOf("original/handler.py"), 7), result.Places);
    }

    [Fact]
    public void A_module_that_is_not_edited_but_loses_names_by_its_star_import_is_found_where_it_is_asked_for()
    {
        using var pair = new FunctionPair(
            new Dictionary<string, string>
            {
                ["handler.py"] = "import stars\ndef handler(event, context):\n    return 1\n",
                ["stars.py"] = "from library import *\n",
                ["library/__init__.py"] = "import library.part\n",
                ["library/part.py"] = "",
            },
            new Dictionary<string, string>
            {
                ["library/__init__.py"] = "def __getattr__(name):\n    if name == 'part':\n        import library.part\n        return library.part\n"
                    + "    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')\ndef __dir__(): return sorted({*globals(), 'part', 'library'} - {'__getattr__', '__dir__'})\n",
            });

        VerificationResult result = pair.Verify(new VerifyOptions { AlsoResolve = ["stars"] });

        Assert.Contains(result.Breaking, difference => difference is { Check: Check.Names, Where: "stars" });
    }
}
