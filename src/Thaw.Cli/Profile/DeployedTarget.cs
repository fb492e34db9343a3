using System.CommandLine;
using System.Text.RegularExpressions;
using Spectre.Console;
using Thaw.Api.Client;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;
using Thaw.Python.Launching;

namespace Thaw.Cli.Profile;

/// <summary><c>thaw profile NAME</c>: a function that is deployed on a host, with the events that the host captured.</summary>
internal static partial class DeployedTarget
{
    /// <summary>Whether a name on a host is meant: nothing on the disk is called so, and there is a key to a host.</summary>
    public static bool IsMeant(ParseResult parsed, string path) => !Path.Exists(path) && Name().IsMatch(path) && HostOptions.HasKey(parsed);

    /// <summary>Fetches it and runs a command on it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="run">Runs the command.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>An exit code.</returns>
    public static Task<int> RunAsync(ParseResult parsed, string name, Func<PrepareRequest, int> run, CancellationToken cancellation) =>
        HostOptions.WithClientAsync(parsed, async client =>
        {
            var request = FunctionOptions.Request(parsed, name);
            if (request.Load.Handler is not null || request.Requirements is not null)
                throw new FormatException($"{name}: a function on a host has its handler and its libraries; leave out --handler and --requirements");
            using var source = await FetchAsync(client, name, request.Load.EventsPath, cancellation);
            if (request.Load.EventsPath is null)
                Screen.Error.MarkupLineInterpolated($"[dim]{Origin(source)}[/]");
            return run(request with { Function = source.Function, Python = request.Python ?? source.Python });
        });

    private static string Origin(DeployedSource source) => source.Captured > 0
        ? $"{source.Captured} captured events"
        : $"no captured events (thaw serve --capture N keeps some); {source.Function.Events.Count} of its own";

    private static async Task<DeployedSource> FetchAsync(HostClient client, string name, string? events, CancellationToken cancellation)
    {
        try
        {
            return await DeployedSource.FetchAsync(client, name, events, cancellation);
        }
        catch (HostClientException e)
        {
            throw new HostClientException($"{name}: no file or folder, and as a function: {e.Message}", e.IsAbsent, e);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]{1,128})?$")]
    private static partial Regex Name();
}
