using System.Text;
using Spectre.Console;

namespace Thaw.Cli.Terminal;

/// <summary>How far something has come.</summary>
/// <param name="Step">What is being done; a change of it is worth a line where lines can't be written over.</param>
/// <param name="Detail">How far that is; shown on a terminal only, may be empty.</param>
internal readonly record struct ProgressStep(string Step, string Detail);

/// <summary>Progress: one line that is written over on a terminal and never wraps, one line for each new step elsewhere.</summary>
/// <remarks>Reports may come from several threads; disposing comes last.</remarks>
/// <typeparam name="T">What is reported.</typeparam>
internal sealed class ProgressLine<T> : IProgress<T>, IDisposable
{
    private const string ClearLine = "\r\u001b[K";

    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private readonly string _subject;
    private readonly Func<T, ProgressStep> _say;
    private readonly bool _rewrites;
    private string _step = "";

    /// <param name="console">Where to: standard error.</param>
    /// <param name="subject">What it is about, said first; empty for nothing.</param>
    /// <param name="say">Puts a report into words.</param>
    public ProgressLine(IAnsiConsole console, string subject, Func<T, ProgressStep> say)
    {
        _console = console;
        _subject = subject.Length > 0 ? subject + ": " : "";
        _say = say;
        _rewrites = console.Profile.Capabilities is { Interactive: true, Ansi: true };
    }

    /// <inheritdoc/>
    public void Report(T value) => Show(_say(value));

    /// <summary>Shows a step of the caller's own, such as preparing.</summary>
    public void Show(ProgressStep step)
    {
        lock (_gate)
        {
            if (_rewrites)
            {
                var text = _subject + (step.Detail.Length > 0 ? $"{step.Step} {step.Detail}" : step.Step);
                // The last column stays free: a character there makes some terminals wrap.
                _console.Write(new ControlCode(ClearLine + Cut(text, _console.Profile.Width - 1)));
            }
            else if (step.Step != _step)
            {
                _console.Profile.Out.Writer.WriteLine(Cut(_subject + step.Step, int.MaxValue));
            }

            _step = step.Step;
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_rewrites && _step.Length > 0)
        {
            _console.Write(new ControlCode(ClearLine));
            _step = "";
        }
    }

    /// <summary>What fits, in columns: some characters take two, and names of files may hold line ends.</summary>
    private static string Cut(string text, int columns)
    {
        var fitting = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.IsControl(rune) ? "?" : rune.ToString();
            columns -= shown.GetCellWidth();
            if (columns < 0)
            {
                break;
            }

            fitting.Append(shown);
        }

        return fitting.ToString();
    }
}
