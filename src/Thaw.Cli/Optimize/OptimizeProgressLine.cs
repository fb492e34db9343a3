using Spectre.Console;
using Thaw.Optimizing.Pipeline;

namespace Thaw.Cli.Optimize;

/// <summary>Shows how far an optimisation has come: one line that is rewritten on a terminal, one line a step elsewhere.</summary>
/// <remarks>Reports may come from several threads.</remarks>
internal sealed class OptimizeProgressLine : IProgress<OptimizeProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly string _function;
    private readonly bool _rewrites;
    private string _step = "";

    public OptimizeProgressLine(IAnsiConsole console, string function)
    {
        _console = console;
        _function = Path.GetFileName(Path.TrimEndingDirectorySeparator(function));
        _rewrites = console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi;
    }

    public void Report(OptimizeProgress value)
    {
        lock (_lock)
        {
            if (_rewrites)
            {
                var text = $"{_function}: {value.Step} {value.Detail}";
                _console.Write(new ControlCode("\r\u001b[K" + text[..Math.Min(text.Length, _console.Profile.Width - 1)]));
            }
            else if (value.Step != _step)
            {
                _console.WriteLine($"{_function}: {value.Step}");
            }

            _step = value.Step;
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_rewrites && _step.Length > 0)
        {
            _console.Write(new ControlCode("\r\u001b[K"));
            _step = "";
        }
    }
}
