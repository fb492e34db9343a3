using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Linux.Capabilities;

namespace Thaw.Cli.Doctor;

/// <summary><c>thaw doctor</c>: what this machine offers to this user, what that enables, and how to get the rest.</summary>
internal static class DoctorCommand
{
    /// <summary>The command, to be added to the root.</summary>
    public static Command Create()
    {
        var names = new Argument<string[]>("name")
        {
            Description = "Only these capabilities; the exit code is then 3 when one of them is absent",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Write one JSON document (schema thaw.doctor) instead of text" };
        var command = new Command("doctor", "Say what this machine offers, what it enables, and how to get what is absent") { names, json };
        command.SetAction(parsed => Run(parsed.GetValue(names) ?? [], parsed.GetValue(json)));
        return command;
    }

    private static int Run(string[] names, bool json)
    {
        if (Probe(names) is not { } reports)
            return ExitCodes.BadInput;
        if (json)
            JsonOutput.Write(Console.Out, DoctorReport.Of(reports));
        else
            DoctorRenderer.Render(Screen.Output, reports);
        // Without names it is a question about everything, and no machine has everything.
        return names.Length > 0 && reports.Any(report => !report.Available) ? ExitCodes.MachineLacks : ExitCodes.Done;
    }

    private static IReadOnlyList<CapabilityReport>? Probe(string[] names)
    {
        if (names.Length == 0)
            return CapabilityProbes.RunAll();
        var reports = names.Distinct().Select(name => (Name: name, Report: CapabilityProbes.Run(name))).ToList();
        if (reports.Find(pair => pair.Report is null).Name is { } unknown)
        {
            var known = string.Join(", ", CapabilityProbes.All.Select(probe => probe.Name).Distinct());
            Screen.Complain($"doctor: no capability is called '{unknown}'; there are {known}");
            return null;
        }
        return [.. reports.Select(pair => pair.Report!)];
    }
}
