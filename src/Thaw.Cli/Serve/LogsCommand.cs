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
        Name, Follow,
    }.WithExamples("thaw logs helloworld", "thaw logs helloworld -f").Asking(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        var next = 0L;
        do
        {
            using var response = await client.SendAsync(
                HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/thaw/v1/functions/{Uri.EscapeDataString(parsed.GetValue(Name)!)}/logs?from={next}"),
                [], new Dictionary<string, string>(), cancellation);
            await output.WriteAsync(await response.Content.ReadAsStringAsync(cancellation));
            next = long.Parse(response.Headers.GetValues("X-Thaw-Next").First(), CultureInfo.InvariantCulture);
            if (parsed.GetValue(Follow))
                await Task.Delay(Pause, cancellation);
        }
        while (parsed.GetValue(Follow));
        return ExitCodes.Done;
    }
}
