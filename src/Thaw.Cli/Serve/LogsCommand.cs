using System.CommandLine;
using System.Globalization;
using Thaw.Api.Client;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Serve;

/// <summary><c>thaw logs</c>: what a function on a host wrote.</summary>
internal static class LogsCommand
{
    // How often somebody who follows a log asks for more.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private static readonly Argument<string> Name = new("NAME") { Description = "The function's name" };
    private static readonly Option<bool> Follow = new("--follow", "-f") { Description = "Go on with what is written from now on, until Ctrl-C" };

    public static Command Create() => new Command("logs", "Write what a function on a host wrote, with a REPORT line for each invocation")
    {
        Name, Follow, HostOptions.Json,
    }.WithExamples("thaw logs helloworld", "thaw logs helloworld -f").Asking(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var (output, name, follows) = (parsed.InvocationConfiguration.Output, parsed.GetValue(Name)!, parsed.GetValue(Follow));
        if (follows && parsed.GetValue(HostOptions.Json))
            throw new FormatException("--follow has no end, and --json is one document; give one of them");
        var next = 0L;
        do
        {
            (var text, next) = await ReadAsync(client, name, next, cancellation);
            if (parsed.GetValue(HostOptions.Json))
                JsonOutput.Write(output, new LogsReport("thaw.logs", 1, name, text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n')));
            else
                await output.WriteAsync(text);
            if (follows)
                await Task.Delay(Pause, cancellation);
        }
        while (follows);
        return ExitCodes.Done;
    }

    private static async Task<(string Text, long Next)> ReadAsync(HostClient client, string name, long from, CancellationToken cancellation)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/thaw/v1/functions/{Uri.EscapeDataString(name)}/logs?from={from}");
        using var response = await client.SendAsync(HttpMethod.Get, path, [], new Dictionary<string, string>(), cancellation);
        return (await response.Content.ReadAsStringAsync(cancellation), long.Parse(response.Headers.GetValues("X-Thaw-Next").First(), CultureInfo.InvariantCulture));
    }

    private sealed record LogsReport(string Schema, int Version, string Name, IReadOnlyList<string> Lines);
}
