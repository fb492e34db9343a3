using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Images;

/// <summary><c>thaw images list</c>: what a host holds, what it would hold, and who gets it.</summary>
internal static class ListCommand
{
    private const int MostNames = 6;

    public static Command Create() => new Command("list", "List the images of a host, which of them are worth their memory, and which function gets which")
    {
        HostOptions.Json,
    }.WithExamples("thaw images list", "thaw images list --json").Asking(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var report = await client.AskAsync(HttpMethod.Get, "/thaw/v1/images", [], cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(HostOptions.Json))
            JsonOutput.Write(output, new ImagesReport("thaw.images", 1, report));
        else
            await WriteAsync(output, report);
        return ExitCodes.Done;
    }

    private static async Task WriteAsync(TextWriter output, JsonElement report)
    {
        if (report.GetProperty("memoryBytes").GetInt64() == 0)
        {
            await output.WriteLineAsync("no images: the host was started without --image-memory");
            return;
        }
        foreach (var image in report.GetProperty("images").EnumerateArray())
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{Text(image, "name")} {Text(image, "runtime"),-11} {Megabytes(image),6:0.0} MB {image.GetProperty("modules").GetInt32(),5} modules {image.GetProperty("forks").GetInt32(),6} forks {image.GetProperty("instances").GetInt32(),4} instances  {Names(image)}"));
        }
        foreach (var asked in report.GetProperty("requested").EnumerateArray().Where(each => !each.GetProperty("isHeld").GetBoolean()))
            await output.WriteLineAsync($"{Text(asked, "name")} wanted: {Text(asked, "reason")}  {Names(asked)}");
        foreach (var planned in report.GetProperty("plan").EnumerateArray().Where(each => !each.GetProperty("isHeld").GetBoolean()))
            await output.WriteLineAsync($"{Text(planned, "name")} planned: {Text(planned, "reason")}  {Names(planned)}");
        foreach (var left in report.GetProperty("leftOut").EnumerateArray())
            await output.WriteLineAsync($"not planned: {left.GetString()}");
        foreach (var failed in report.GetProperty("failed").EnumerateArray())
            await output.WriteLineAsync($"{Text(failed, "name")} failed: {Text(failed, "reason")}");
        foreach (var deleted in report.GetProperty("deleted").EnumerateArray())
            await output.WriteLineAsync($"{deleted.GetString()} deleted");
        foreach (var function in report.GetProperty("functions").EnumerateArray())
            await output.WriteLineAsync($"{Text(function, "function"),-32} {Text(function, "image") ?? "boots: " + Text(function, "reason")}");
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static double Megabytes(JsonElement element) => element.GetProperty("bytes").GetInt64() / 1e6;

    private static string Names(JsonElement element)
    {
        var names = element.GetProperty("libraries").EnumerateArray().Select(name => name.GetString()).ToList();
        return string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
    }

    private sealed record ImagesReport(string Schema, int Version, JsonElement Report);
}
