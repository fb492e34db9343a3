using System.Globalization;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recordings;

namespace Thaw.Cli.Profile;

/// <summary>The Python processes that the function starts: how many, what starting and importing takes, and its costliest imports.</summary>
internal static class TerminalReportChildren
{
    private const int MostCommands = 8;
    private const int MostModules = 3;
    private const int Numbers = 45;

    /// <summary>Imports below this are not worth a line, ms.</summary>
    private const double LeastMs = 0.5;

    /// <summary>Writes them; nothing where they were not asked for.</summary>
    public static void Write(TerminalReportText text, ProfileAnalysis analysis)
    {
        if (analysis.Recording.Children is not { } children)
        {
            return;
        }

        text.Heading("Child processes");
        if (children.Commands.Count == 0)
        {
            text.Line(("dim", "No Python process was started that could be followed."));
            return;
        }

        var paths = new DisplayPaths(analysis.Recording);
        text.Line(("dim", "".PadRight(text.Width - Numbers) + $"{"start",10}{"imports",10}{"alive",10}{"MB",8}"));
        foreach (var command in children.Commands.Take(MostCommands))
        {
            Row(text, paths, command);
        }

        if (children.Commands.Count > MostCommands)
        {
            text.Line(("dim", $"  {children.Commands.Count - MostCommands} more programs; --json has them all"));
        }
    }

    private static void Row(TerminalReportText text, DisplayPaths paths, ChildCommand command)
    {
        var width = text.Width - Numbers;
        var count = command.Processes.ToString("0.#", CultureInfo.InvariantCulture);
        var name = TerminalReportText.Fit($"{count} × {paths[command.Program]}", width - 1);
        var peak = command.PeakRssBytes is { } bytes ? TerminalReportText.Megabytes(bytes) : "?";
        text.Line(
            ("bold", name.PadRight(width)),
            ("", $"{TerminalReportText.Ms(command.StartMs),10}{Ms(command.ImportsMs),10}{Ms(command.LifeMs),10}{peak,8}"));
        foreach (var module in command.Modules.Where(module => module.Parent < 0 && module.CumulativeMs >= LeastMs)
            .OrderByDescending(module => module.CumulativeMs).Take(MostModules))
        {
            var place = module.File is { } file ? $"  {paths.At(file, module.Line)}" : "";
            text.Line(("dim", "    imports "), ("", $"{module.Name} {TerminalReportText.Ms(module.CumulativeMs)} ms"), ("dim", place));
        }

        if (command.Unfinished > 0)
        {
            text.Line(("dim", $"    {command.Unfinished} of all runs did not end in order: what they import is not known"));
        }
    }

    private static string Ms(double? ms) => ms is { } known ? TerminalReportText.Ms(known) : "?";
}
