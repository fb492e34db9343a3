using Thaw.Functions;
using Thaw.Python.Environments;
using Thaw.Python.Interpreters;
using Thaw.Python.Launching;
using Thaw.Testing;

namespace Thaw.Python.Tests.Launching;

/// <summary>A function written by a test, with a launcher on a real interpreter.</summary>
internal sealed class TestFunction : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TestFunction(string handler, string? python = null, FunctionKind kind = FunctionKind.Handler, params string[] events)
    {
        _folder.Write("code/handler.py", handler);
        Directory.CreateDirectory(_folder.PathOf("scratch"));
        Interpreter interpreter = InterpreterFinder.Choose(python, null);
        var environment = PythonEnvironments.ForInterpreter(interpreter, Root);
        Definition = new FunctionDefinition
        {
            Name = "test",
            Kind = kind,
            Target = kind switch
            {
                FunctionKind.Handler => "handler.handler",
                FunctionKind.Script => _folder.PathOf("code/handler.py"),
                _ => "handler",
            },
            Root = Root,
            Timeout = TimeSpan.FromSeconds(30),
            Events = [.. (events.Length > 0 ? events : ["{}"]).Select((json, index) => new FunctionEvent($"event{index}", json, 1, true, false))],
        };
        ByteCode = new ByteCodeCache(_folder.PathOf("cache"), _folder.PathOf("scratch"), environment);
        Launcher = new PythonLauncher(Definition, environment, ByteCode, _folder.PathOf("scratch"));
    }

    public string Root => _folder.PathOf("code");

    public FunctionDefinition Definition { get; }

    public ByteCodeCache ByteCode { get; }

    public PythonLauncher Launcher { get; }

    public void Write(string name, string text) => _folder.Write("code/" + name, text);

    public AgentRun Run(AgentMode mode, params int[] invocations) =>
        Launcher.Run(new LaunchRequest { Mode = mode, Invocations = invocations, WantResults = true });

    /// <summary>The records that an instrument left under a tag.</summary>
    public static IEnumerable<object?[]> Records(AgentRun run, string tag, int at = 1) =>
        ((object?[])run.Records[tag][at]!).OfType<object?[]>();

    public void Dispose() => _folder.Dispose();
}
