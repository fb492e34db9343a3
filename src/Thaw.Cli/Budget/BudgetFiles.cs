using System.CommandLine;
using System.Text;
using Spectre.Console;
using Thaw.Cli.Terminal;
using Thaw.Linux.Files;
using Thaw.Optimizing.Budgeting;
using Thaw.Optimizing.Budgeting.Reports;

namespace Thaw.Cli.Budget;

/// <summary>The files that <c>thaw budget</c> can write beside what it prints.</summary>
internal static class BudgetFiles
{
    private static readonly Option<string?> Sarif = new("--sarif") { Description = "Also write what misses the budget to FILE as SARIF 2.1.0, for code scanning.", HelpName = "FILE" };
    private static readonly Option<string?> Markdown = new("--markdown") { Description = "Also write a summary to FILE as Markdown, such as for a CI job.", HelpName = "FILE" };

    /// <summary>Where a baseline goes.</summary>
    public static Option<string?> Baseline { get; } = new("--write-baseline")
    {
        Description = "Measure the function as it is now and write that to FILE, for --baseline.",
        HelpName = "FILE",
    };

    /// <summary>Gives a command the options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Baseline);
        command.Options.Add(Sarif);
        command.Options.Add(Markdown);
    }

    /// <summary>Throws if a file can't be written where it was asked for: better now than after the measurement.</summary>
    /// <exception cref="FormatException">One line that says which and why.</exception>
    public static void Check(ParseResult parsed)
    {
        foreach (var option in (Option<string?>[])[Baseline, Sarif, Markdown])
        {
            if (parsed.GetValue(option) is not { } path)
            {
                continue;
            }

            if (path.Length == 0 || Directory.Exists(path))
            {
                throw new FormatException($"{option.Name} '{path}': give the name of a file");
            }

            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            {
                throw new FormatException($"{option.Name} {path}: there is no folder {folder}; create it first");
            }
        }
    }

    /// <summary>Writes what was asked for; each file appears whole or not at all.</summary>
    public static void Write(ParseResult parsed, BudgetReport report)
    {
        Write(parsed.GetValue(Sarif), "sarif", stream => BudgetSarif.Write(stream, report));
        Write(parsed.GetValue(Markdown), "markdown", stream => stream.Write(Encoding.UTF8.GetBytes(BudgetMarkdown.ToText(report))));
        if (parsed.GetValue(Baseline) is { } baseline)
        {
            Screen.Error.WriteLine($"baseline: {baseline}");
        }
    }

    private static void Write(string? path, string what, Action<Stream> write)
    {
        if (path is not null)
        {
            DurableFile.WriteAtomically(path, write);
            Screen.Error.WriteLine($"{what}: {path}");
        }
    }
}
