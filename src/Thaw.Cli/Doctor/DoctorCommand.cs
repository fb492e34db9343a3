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
        command.SetAction(parsed => Run(parsed.GetValue(names) ?? [], parsed.GetValue(json), parsed.InvocationConfiguration));
        return command.WithExamples("thaw doctor", "thaw doctor criu userfaultfd", "thaw doctor --json");
    }

    private static int Run(string[] names, bool json, InvocationConfiguration invocation)
    {
        var (reports, unknown) = names.Length == 0 ? (CapabilityProbes.RunAll(), null) : Probe(names);
        if (unknown is not null)
        {
            var known = string.Join(", ", CapabilityProbes.All.Select(probe => probe.Name).Distinct());
            Screen.Complain(invocation, $"doctor: no capability is called '{unknown}'; there are {known}");
            return ExitCodes.BadInput;
        }
        if (json)
            JsonOutput.Write(invocation.Output, DoctorReport.Of(reports));
        else
            DoctorRenderer.Render(Screen.Of(invocation), reports);
        // Without names it is a question about everything, and no machine has everything.
        return names.Length > 0 && reports.Any(report => !report.Available) ? ExitCodes.MachineLacks : ExitCodes.Done;
    }

    private static (IReadOnlyList<CapabilityReport> Reports, string? Unknown) Probe(string[] names)
    {
        var reports = names.Distinct().Select(name => (Name: name, Report: CapabilityProbes.Run(name))).ToList();
        return ([.. reports.Select(pair => pair.Report).OfType<CapabilityReport>()], reports.Find(pair => pair.Report is null).Name);
    }
}
