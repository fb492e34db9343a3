using System.CommandLine;
using Thaw.Api.Tracing;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Serve;

/// <summary>What <c>thaw serve</c> lets others see of it.</summary>
internal static class ObservingOptions
{
    private static readonly Option<string?> Otlp = new("--otlp")
    {
        Description = "Send a trace of each invocation to this collector (OTLP over HTTP); default: what OTEL_EXPORTER_OTLP_ENDPOINT says, or nowhere",
        HelpName = "URL",
    };

    public static void AddTo(Command command) => command.Options.Add(Otlp);

    /// <summary>Begins to send traces; null where nobody wants any.</summary>
    /// <exception cref="FormatException">The collector's URL is none.</exception>
    public static TraceExport? StartTraces(ParseResult parsed) =>
        TraceExport.Start(parsed.GetValue(Otlp), complaint => Screen.Complain(parsed.InvocationConfiguration, complaint));
}
