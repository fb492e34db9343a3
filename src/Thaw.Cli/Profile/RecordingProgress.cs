using Spectre.Console;
using Thaw.Profiling.Recorder;

namespace Thaw.Cli.Profile;

/// <summary>Shows how far a recording has come: one line that is rewritten on a terminal, one line a pass elsewhere.</summary>
/// <remarks>Reports may come from several threads.</remarks>
internal sealed class RecordingProgress : IProgress<RecorderProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly string _function;
    private readonly bool _rewrites;
    private string _pass = "";
    private bool _lineIsOpen;

    public RecordingProgress(IAnsiConsole console, string function)
    {
        _console = console;
        _function = function;
        _rewrites = console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi;
        Show("preparing");
    }

    public void Report(RecorderProgress value)
    {
        lock (_lock)
        {
            if (_rewrites)
            {
                Show($"{value.Pass} {value.Done}/{value.Total}");
            }
            else if (value.Pass != _pass)
            {
                Show($"{value.Pass}: {value.Total} processes");
            }

            _pass = value.Pass;
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_lineIsOpen)
        {
            _console.Write(new ControlCode("\r\u001b[K"));
        }
    }

    private void Show(string text)
    {
        if (_rewrites)
        {
            _console.Write(new ControlCode($"\r\u001b[K{_function}: {text}"));
            _lineIsOpen = true;
        }
        else
        {
            _console.WriteLine($"{_function}: {text}");
        }
    }
}
