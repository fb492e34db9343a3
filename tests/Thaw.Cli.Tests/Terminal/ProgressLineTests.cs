using Spectre.Console;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Tests.Terminal;

/// <summary>The one progress line of all commands.</summary>
public sealed class ProgressLineTests
{
    private const string Clear = "\r\u001b[K";

    [Fact]
    public void On_a_terminal_one_line_is_written_over_and_cleared_at_the_end()
    {
        Assert.Equal($"{Clear}f: plan round 1{Clear}f: plan round 2{Clear}", Terminal("f", 80, ("plan", "round 1"), ("plan", "round 2")));
    }

    [Theory]
    [InlineData("function", "function: pr")]
    [InlineData("函数函数函数", "函数函数函数")]
    [InlineData("two\nlines", "two?lines: p")]
    public void It_never_reaches_the_last_column_and_never_breaks(string subject, string expected)
    {
        Assert.Equal($"{Clear}{expected}{Clear}", Terminal(subject, 13, ("profile", "imports 1/7")));
    }

    [Fact]
    public void Elsewhere_each_new_step_is_a_line()
    {
        using var output = new StringWriter();
        using (var line = new ProgressLine<(string, string)>(Screen.Create(output, redirected: true), "f", Say))
        {
            line.Report(("profile", "1/2"));
            line.Report(("profile", "2/2"));
            line.Report(("plan", ""));
        }

        Assert.Equal(["f: profile", "f: plan", ""], output.ToString().Split('\n'));
    }

    private static string Terminal(string subject, int width, params (string, string)[] reports)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
        });
        console.Profile.Width = width;
        using (var line = new ProgressLine<(string, string)>(console, subject, Say))
        {
            foreach (var report in reports)
            {
                line.Report(report);
            }
        }

        return output.ToString();
    }

    private static ProgressStep Say((string Step, string Detail) report) => new(report.Step, report.Detail);
}
