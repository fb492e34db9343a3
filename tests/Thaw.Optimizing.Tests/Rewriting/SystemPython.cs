using Thaw.Python.Interpreters;

namespace Thaw.Optimizing.Tests.Rewriting;

/// <summary>The machine's own interpreter, and one process of it that compares modules.</summary>
public sealed class SystemPython : IDisposable
{
    private readonly Lazy<PythonComparer> _comparer;

    public SystemPython()
    {
        Interpreter = InterpreterFinder.Inspect("/usr/bin/python3");
        _comparer = new Lazy<PythonComparer>(() => new PythonComparer(Interpreter.Executable));
    }

    internal Interpreter Interpreter { get; }

    internal PythonComparer Comparer => _comparer.Value;

    public void Dispose()
    {
        if (_comparer.IsValueCreated)
            _comparer.Value.Dispose();
    }
}
