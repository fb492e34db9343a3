using Spectre.Console;
using Thaw.Optimizing.Budgeting;

namespace Thaw.Cli.Budget;

/// <summary>Shows how far measuring has come: one line that is rewritten on a terminal, one line a step elsewhere.</summary>
/// <remarks>Reports may come from several threads.</remarks>
internal sealed class BudgetProgressLine : IProgress<BudgetProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly string _function;
    private readonly bool _rewrites;
    private string _step = "";

    public BudgetProgressLine(IAnsiConsole console, string function)
    {
        (_console, _function) = (console, function);
        _rewrites = console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi;
    }

    public void Report(BudgetProgress value)
    {
        lock (_lock)
        {
            if (_rewrites)
            {
                var most = value.Step == "cold starts" ? $"{value.Done}, at most {value.Most}" : $"{value.Done}/{value.Most}";
                _console.Write(new ControlCode($"\r\u001b[K{_function}: {value.Step} {most}"));
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
        }
    }
}
