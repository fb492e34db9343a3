using Spectre.Console;
using Thaw.Lab.Measures;

namespace Thaw.Cli.Lab;

/// <summary>Progress on standard error: one line that is written over on a terminal, one line for each new step elsewhere.</summary>
/// <remarks>Reports may come from several threads.</remarks>
internal sealed class LabProgressLine(IAnsiConsole console) : IProgress<LabProgress>, IDisposable
{
    private readonly Lock _gate = new();
    private string _last = "";

    /// <inheritdoc/>
    public void Report(LabProgress value)
    {
        string step = $"{value.Measure}: {value.What}";
        lock (_gate)
        {
            if (console.Profile.Capabilities.Interactive)
                Overwrite($"{step} ({value.Done + 1} of {value.Total})");
            else if (step != _last)
                console.WriteLine(step);

            _last = step;
        }
    }

    /// <summary>Removes the line from the terminal.</summary>
    public void Dispose()
    {
        if (console.Profile.Capabilities.Interactive)
            Overwrite("");
    }

    private void Overwrite(string text)
    {
        int width = Math.Max(1, console.Profile.Width - 1);
        string fitting = text.Length > width ? text[..width] : text;
        console.Profile.Out.Writer.Write("\r" + fitting.PadRight(width) + "\r" + fitting);
        console.Profile.Out.Writer.Flush();
    }
}
