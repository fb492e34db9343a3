using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Serve;

/// <summary><c>thaw functions</c>: what is deployed on a host.</summary>
internal static class FunctionsCommand
{
    public static Command Create() => new Command("functions", "List the functions that are deployed on a host")
    {
        HostOptions.Json,
    }.WithExamples("thaw functions", "thaw functions --json").Asking(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var functions = await ListAsync(client, cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(HostOptions.Json))
        {
            JsonOutput.Write(output, new FunctionsReport("thaw.functions", 1, functions));
            return ExitCodes.Done;
        }
        if (functions.Count == 0)
            await output.WriteLineAsync("no functions; deploy one with: thaw deploy FOLDER");
        foreach (var each in functions)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{each.Name,-32} {each.Runtime,-11} {each.MemoryMb,6} MB {each.TimeoutSeconds,4} s {each.Instances,4} kept {each.KeepAliveSeconds:0} s{(each.KeepAlive == "learnt" ? " (learnt)" : "")}  {each.Handler}{(each.Description.Length > 0 ? "  " + each.Description : "")}"));
        }
        return ExitCodes.Done;
    }

    private static async Task<IReadOnlyList<ListedFunction>> ListAsync(HostClient client, CancellationToken cancellation)
    {
        var found = new List<ListedFunction>();
        var running = (await client.AskAsync(HttpMethod.Get, "/thaw/v1/instances", [], cancellation)).GetProperty("functions").EnumerateArray()
            .ToDictionary(each => each.GetProperty("name").GetString()!);
        string? marker = null;
        do
        {
            var page = await client.AskAsync(HttpMethod.Get, "/2015-03-31/functions" + (marker is null ? "" : "?Marker=" + marker), [], cancellation);
            found.AddRange(page.GetProperty("Functions").EnumerateArray().Select(each => Read(each, running)));
            marker = page.TryGetProperty("NextMarker", out var next) ? next.GetString() : null;
        }
        while (marker is not null);
        return found;
    }

    private static ListedFunction Read(JsonElement function, Dictionary<string, JsonElement> running)
    {
        var name = function.GetProperty("FunctionName").GetString()!;
        // One that was deployed between the two questions has nothing that runs.
        var state = running.TryGetValue(name, out var found) ? found : (JsonElement?)null;
        return new ListedFunction(
            name, function.GetProperty("Runtime").GetString()!, function.GetProperty("Handler").GetString()!,
            function.GetProperty("MemorySize").GetInt32(), function.GetProperty("Timeout").GetInt32(), function.GetProperty("LastModified").GetString()!,
            function.GetProperty("Description").GetString() ?? "",
            state?.GetProperty("instances").GetInt32() ?? 0, state?.GetProperty("keepAlive").GetString() ?? "", state?.GetProperty("keepAliveSeconds").GetDouble() ?? 0);
    }

    private sealed record FunctionsReport(string Schema, int Version, IReadOnlyList<ListedFunction> Functions);

    private sealed record ListedFunction(
        string Name, string Runtime, string Handler, int MemoryMb, int TimeoutSeconds, string LastModified, string Description,
        int Instances, string KeepAlive, double KeepAliveSeconds);
}
