namespace Thaw.Functions.Tests.Loading;

public sealed class PathTests : IDisposable
{
    private readonly FunctionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_there_or_no_function_is_named()
    {
        Assert.Equal("FN: the folder is empty; give one that holds a function's code", _folder.Error());
        Assert.Equal(
            "FN/x: no such file or folder; give a function's folder, zip or script", _folder.Error(path: _folder.PathOf("x")));
        _folder.With("notes.txt", "");
        Assert.Equal(
            "FN/notes.txt: neither a folder, nor a .zip, nor a .py script; give one of these",
            _folder.Error(path: _folder.PathOf("notes.txt")));
        Assert.StartsWith(": give a path", _folder.Error(path: ""), StringComparison.Ordinal);
        Assert.StartsWith("a?b: ", _folder.Error(path: "a\0b"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lambda_function.py", "async def lambda_handler(event, context):\n", "lambda_function.lambda_handler")]
    [InlineData("handler.py", "x = 1\nhandler = make()\n", "handler.handler")]
    [InlineData("app.py", "from work import handler\n", "app.handler")]
    [InlineData("main.py", "handler: Handler = x\n", "main.handler")]
    public void A_customary_handler_is_found(string file, string content, string expected)
    {
        _folder.With(file, content).With("other.py", "def handler(e, c): pass");

        Assert.Equal(expected, _folder.Load().Target);
    }

    [Fact]
    public void A_handler_that_cannot_be_guessed_is_asked_for()
    {
        _folder.With("handler.py", "def inner():\n    def handler(e, c): pass\nif handler == 1: pass\n");
        Assert.Equal(
            "FN: no handler is named, and none of lambda_function.lambda_handler, handler.handler, app.handler, "
            + "app.lambda_handler, main.handler is there; name it with --handler module.callable",
            _folder.Error());

        _folder.With("handler.py", "def handler(e, c): pass").With("main.py", "def handler(e, c): pass");
        Assert.Equal(
            "FN: more than one possible handler (handler.handler, main.handler); choose one with --handler", _folder.Error());
    }

    [Theory]
    [InlineData("a.b.run", "a.b.run")]
    [InlineData("a/b.run", "a.b.run")]
    [InlineData("native.run", "native.run")]
    public void A_handler_may_be_given(string given, string expected)
    {
        _folder.With("a/b.py", "").With("native.cpython-311-x86_64-linux-gnu.so", "");

        Assert.Equal(expected, _folder.Load(new FunctionLoadOptions { Handler = given }).Target);
    }

    [Theory]
    [InlineData("run", "--handler: handler 'run' is not of the form module.callable; write for example handler.handler")]
    [InlineData("../x.run", "--handler: handler '../x.run' is not of the form module.callable; write for example handler.handler")]
    [InlineData("x.run", "--handler: handler 'x.run' needs x.py in FN, which is not there; correct the handler or add the file")]
    public void A_wrong_handler_is_explained(string given, string expected)
    {
        _folder.With("a.py", "");

        Assert.Equal(expected, _folder.Error(new FunctionLoadOptions { Handler = given }));
    }

    [Fact]
    public void A_script_runs_as_it_is_or_gives_a_handler()
    {
        var script = _folder.With("my job.py", "").With("job.py", "").PathOf("my job.py");
        var job = _folder.PathOf("job.py");

        var plain = FunctionLoader.Load(script, new FunctionLoadOptions { Arguments = ["-v"] });
        Assert.Equal(("my_job", FunctionKind.Script, script, _folder.Path), (plain.Name, plain.Kind, plain.Target, plain.Root));
        Assert.Equal(["-v"], plain.Arguments);
        Assert.Equal("empty", Assert.Single(plain.Events).Name);

        foreach (var handler in new[] { "run", "job.run" })
        {
            var function = FunctionLoader.Load(job, new FunctionLoadOptions { Handler = handler });
            Assert.Equal((FunctionKind.Handler, "job.run"), (function.Kind, function.Target));
        }
        Assert.Equal(
            "--handler other.run: not in FN/job.py; give job.CALLABLE, or the folder instead of the script",
            _folder.Error(new FunctionLoadOptions { Handler = "other.run" }, job));
        Assert.StartsWith(
            "FN/job.py: -m runs a module of a folder", _folder.Error(new FunctionLoadOptions { Module = "job" }, job), StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_runs_with_arguments()
    {
        _folder.With("tool/__main__.py", "");

        var function = _folder.Load(new FunctionLoadOptions { Module = "tool", Arguments = ["a"] });

        Assert.Equal((FunctionKind.Module, "tool"), (function.Kind, function.Target));
        Assert.Equal(["a"], function.Arguments);
        Assert.Equal(
            "-m a-b: not the name of a module; write for example package.module", _folder.Error(new FunctionLoadOptions { Module = "a-b" }));
        Assert.Equal(
            "--handler and -m exclude each other; give one of them",
            _folder.Error(new FunctionLoadOptions { Module = "tool", Handler = "a.b" }));
    }

    [Fact]
    public void A_handler_takes_no_arguments()
    {
        _folder.With("handler.py", "def handler(e, c): pass");

        Assert.Equal(
            "a: no option of this command, and arguments are for scripts and modules; a handler gets its input as events (--events)",
            _folder.Error(new FunctionLoadOptions { Arguments = ["a"] }));
    }

    [Fact]
    public void A_slash_at_the_end_changes_nothing()
    {
        _folder.With("handler.py", "def handler(e, c): pass");

        var function = FunctionLoader.Load(_folder.Path + "/", new FunctionLoadOptions());

        Assert.Equal(("fn", _folder.Path), (function.Name, function.Root));
    }
}
