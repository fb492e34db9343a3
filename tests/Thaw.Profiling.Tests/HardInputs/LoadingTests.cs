namespace Thaw.Profiling.Tests.HardInputs;

/// <summary>Functions that cannot be loaded: one line that says what, where, and how the process ended; nothing on disk.</summary>
public sealed class LoadingTests
{
    [Fact]
    public void A_syntax_error_is_named_with_file_and_line()
    {
        using var function = new HardFunction("x = 1\ndef handler(event, context)\n    return 1\n");

        string complaint = function.Complaint();

        Assert.Contains("handler handler.handler cannot be loaded: SyntaxError", complaint, StringComparison.Ordinal);
        Assert.Contains("handler.py:2", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_syntax_error_in_a_module_of_the_function_is_named_with_file_and_line()
    {
        using var function = new HardFunction("import helper\n");
        function.Write("helper.py", "\n\nif True\n");

        Assert.Contains("helper.py:3", function.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_no_utf_8_and_does_not_say_so_is_named()
    {
        using var function = new HardFunction("");
        File.WriteAllBytes(Path.Combine(function.Root, "handler.py"), [.. "x = '"u8, 0xE4, .. "'\n"u8]);

        string complaint = function.Complaint();

        Assert.Contains("SyntaxError", complaint, StringComparison.Ordinal);
        Assert.Contains("handler.py", complaint, StringComparison.Ordinal);
        Assert.Contains("utf-8", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_the_module_does_not_define_is_named()
    {
        using var function = new HardFunction("def handel(event, context):\n    return 1\n");

        Assert.Contains(
            "handler handler.handler cannot be loaded: AttributeError: module 'handler' has no attribute 'handler'",
            function.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_whose_getattr_raises_is_no_defect_of_thaw()
    {
        using var function = new HardFunction("def __getattr__(name):\n    raise OSError('no ' + name)\n");

        Assert.Contains("OSError: no handler at", function.Complaint(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("raise ValueError('not today')", "ValueError: not today at")]
    [InlineData("import sys; sys.exit('bye')", "SystemExit: bye at")]
    [InlineData("import os; os._exit(9)", "exited with 9, while the handler was imported")]
    [InlineData("import ctypes; ctypes.string_at(0)", "killed by signal 11 (SIGSEGV), while the handler was imported")]
    [InlineData("import os; os.abort()", "killed by signal 6 (SIGABRT), while the handler was imported")]
    [InlineData("import os; os.execv('/bin/false', ['false'])", "exited with 1, while the handler was imported")]
    [InlineData("import os; os.close(2); os.closerange(0, 200); raise KeyError('x')", "KeyError: 'x' at")]
    [InlineData("class Bad(Exception):\n    def __str__(self): raise self\nraise Bad", "Bad: (its text cannot be had) at")]
    public void An_import_that_ends_the_process_says_how(string statement, string expected)
    {
        using var function = new HardFunction(statement + "\n");

        Assert.Contains(expected, function.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_import_that_never_ends_is_killed()
    {
        using var function = new HardFunction("import threading\nthreading.Event().wait()\n")
        {
            Timeout = 0.1,
            Options = HardFunction.Impatient with { StartLimit = TimeSpan.FromSeconds(5) },
        };

        Assert.Contains("did not end in time, while the handler was imported", function.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_recursion_at_import_names_the_place()
    {
        using var function = new HardFunction("def deeper():\n    return deeper()\ndeeper()\n");

        string complaint = function.Complaint();

        Assert.Contains("RecursionError: maximum recursion depth exceeded", complaint, StringComparison.Ordinal);
        Assert.Contains("handler.py:2", complaint, StringComparison.Ordinal);
    }
}
