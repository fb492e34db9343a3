using System.CommandLine;
using Thaw.Api.Tracing;
using Thaw.Cli.Terminal;
using Thaw.Hosting;

namespace Thaw.Cli.Serve;

/// <summary>What <c>thaw serve</c> lets others see of it.</summary>
internal static class ObservingOptions
{
    private static readonly Option<string?> Otlp = new("--otlp")
    {
        Description = "Send a trace of each invocation to this collector (OTLP over HTTP); default: what OTEL_EXPORTER_OTLP_ENDPOINT says, or nowhere",
        HelpName = "URL",
    };

    private static readonly Option<int> Capture = new("--capture")
    {
        Description = "Keep this many events of each function as samples, without secrets, for thaw profile NAME; 0 to 1000",
        HelpName = "N",
    };

    private static readonly Option<string[]> Names = new("--redact")
    {
        Description = "A part of a name whose values are never kept, beside password, token, authorization and others",
        HelpName = "NAME",
    };

    private static readonly Option<string[]> Patterns = new("--redact-pattern") { Description = "What is never kept, wherever it stands: a regular expression", HelpName = "REGEX" };

    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Otlp, Capture, Names, Patterns])
            command.Options.Add(option);
    }

    /// <summary>What is kept of events.</summary>
    /// <exception cref="FormatException">The message says what cannot be.</exception>
    public static HostSettings Apply(ParseResult parsed, HostSettings settings)
    {
        var events = parsed.GetValue(Capture);
        return events is >= 0 and <= 1000
            ? settings with { CapturedEvents = events, Redaction = settings.Redaction.With(parsed.GetValue(Names) ?? [], parsed.GetValue(Patterns) ?? []) }
            : throw new FormatException($"--capture {events}: not a number from 0 to 1000");
    }

    /// <summary>Begins to send traces; null where nobody wants any.</summary>
    /// <exception cref="FormatException">The collector's URL is none.</exception>
    public static TraceExport? StartTraces(ParseResult parsed) =>
        TraceExport.Start(parsed.GetValue(Otlp), complaint => Screen.Complain(parsed.InvocationConfiguration, complaint));
}
