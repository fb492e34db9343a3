using System.CommandLine;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Serve;

/// <summary><c>thaw invoke</c>: sends one event to a function on a host.</summary>
internal static class InvokeCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The function's name, with :VERSION or :ALIAS for another than the latest" };
    private static readonly Option<string> Event = new("--event")
    {
        Description = "The event in JSON, or @FILE",
        HelpName = "JSON",
        DefaultValueFactory = _ => "{}",
    };

    private static readonly Option<bool> Log = new("--log") { Description = "Also write the end of its log to standard error" };

    private static readonly Option<bool> Async = new("--async") { Description = "Only have the host accept the event; it runs soon, and again when it fails" };

    public static Command Create() => new Command("invoke", "Send an event to a function on a host and write its result; exit code 1 when the function fails")
    {
        Name, Event, Log, Async, HostOptions.Json,
    }.WithExamples("thaw invoke helloworld --event '{\"name\": \"Ada\"}' --log", "thaw invoke helloworld --event @event.json --json").Asking(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var body = await EventArgument.ReadAsync(parsed.GetValue(Event)!, cancellation);
        var isAsync = parsed.GetValue(Async);
        var headers = new Dictionary<string, string>
        {
            ["X-Amz-Log-Type"] = "Tail",
            ["X-Amz-Invocation-Type"] = isAsync ? "Event" : "RequestResponse",
        };
        var answer = await client.InvokeAsync(parsed.GetValue(Name)!, body, headers, cancellation);
        if (isAsync)
            return Accepted(parsed, answer.RequestId);
        var invocation = parsed.InvocationConfiguration;
        if (parsed.GetValue(HostOptions.Json))
        {
            using var document = JsonDocument.Parse(answer.Payload);
            JsonOutput.Write(invocation.Output, new InvokeReport(
                "thaw.invoke", 1, answer.Header("X-Amz-Executed-Version"), answer.Strategy, answer.FunctionError, document.RootElement, answer.Log));
        }
        else
        {
            await invocation.Output.WriteLineAsync(answer.Payload);
            if (parsed.GetValue(Log))
                await invocation.Error.WriteAsync(answer.Log);
        }
        return answer.FunctionError is null ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    private static int Accepted(ParseResult parsed, string requestId)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(HostOptions.Json))
            JsonOutput.Write(output, new AcceptedReport("thaw.invoke.accepted", 1, requestId));
        else
            output.WriteLine($"accepted {requestId}");
        return ExitCodes.Done;
    }

    private sealed record AcceptedReport(string Schema, int Version, string RequestId);

    private sealed record InvokeReport(
        string Schema, int Version, string? ExecutedVersion, string? Strategy, string? FunctionError, JsonElement Result, string Log);
}
