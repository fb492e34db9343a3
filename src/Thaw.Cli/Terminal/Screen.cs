using System.CommandLine;
using Spectre.Console;

namespace Thaw.Cli.Terminal;

/// <summary>Makes the consoles that the commands write text to.</summary>
internal static class Screen
{
    /// <summary>The width of what is not a terminal, in columns.</summary>
    public const int DefaultWidth = 80;

    /// <summary>The console of standard output: for the result.</summary>
    public static IAnsiConsole Output { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>The console of standard error: for progress and complaints, so that standard output stays clean.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>A console that writes to any writer.</summary>
    /// <param name="writer">Where the text goes.</param>
    /// <param name="redirected">Whether that is no terminal: then there is no colour, no cursor movement, and 80 columns.</param>
    public static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        // NO_COLOR (no-color.org) counts when it is set to anything but the empty string.
        var plain = redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (redirected)
            console.Profile.Width = DefaultWidth;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    /// <summary>The console of a command's output: the terminal's, or plain text for a caller that gave a writer of its own.</summary>
    public static IAnsiConsole Of(InvocationConfiguration invocation) =>
        invocation.Output == Console.Out ? Output : Create(invocation.Output, redirected: true);

    /// <summary>The same as <see cref="Complain(string)"/>, to the error writer of an invocation.</summary>
    public static void Complain(InvocationConfiguration invocation, string sentence) =>
        invocation.Error.WriteLine($"thaw: {sentence}");

    /// <summary>One line on standard error that says what is wrong, where, and what to do.</summary>
    public static void Complain(string sentence) => Console.Error.WriteLine($"thaw: {sentence}");
}
