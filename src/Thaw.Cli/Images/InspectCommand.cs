using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;

namespace Thaw.Cli.Images;

/// <summary><c>thaw images inspect</c>: all that a host knows of one image.</summary>
internal static class InspectCommand
{
    private const int MostNames = 12;

    private static readonly Argument<string> Name = new("NAME") { Description = "As thaw images list names it" };

    public static Command Create() => new Command("inspect", "Show one image: its modules, memory and threads, who is forked from it, and why others are not")
    {
        Name, HostOptions.Json,
    }.WithExamples("thaw images inspect 3f2a90c41b7d", "thaw images inspect 3f2a90c41b7d --json").Asking(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var image = await client.AskAsync(HttpMethod.Get, "/thaw/v1/images/" + Uri.EscapeDataString(parsed.GetValue(Name)!), [], cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(HostOptions.Json))
            JsonOutput.Write(output, new InspectReport("thaw.images.inspect", 1, image));
        else
            Write(output, image);
        return ExitCodes.Done;
    }

    private static void Write(TextWriter output, JsonElement image)
    {
        output.WriteLine($"{Text(image, "name")} {Text(image, "runtime")}{(Text(image, "reason") is { } reason ? ": " + reason : "")}");
        if (Text(image, "failure") is { } failure)
            output.WriteLine($"could not be made: {failure}");
        foreach (var library in image.GetProperty("libraries").EnumerateArray())
            output.WriteLine($"library {Text(library, "module")} {Text(library, "content")}, {(library.GetProperty("isOperators").GetBoolean() ? "installed on this machine" : "brought by functions")}");
        if (image.GetProperty("held") is { ValueKind: JsonValueKind.Object } held)
            WriteHeld(output, held);
        else
            output.WriteLine("it is not there");
        foreach (var function in image.GetProperty("functions").EnumerateArray())
            output.WriteLine($"{Text(function, "function"),-32} {Use(function)}");
    }

    private static void WriteHeld(TextWriter output, JsonElement held)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Megabytes(held, "bytes"):0.0} MB ({Megabytes(held, "anonymousBytes"):0.0} MB of it no file's), made in {held.GetProperty("buildMs").GetDouble():0} ms, {held.GetProperty("forks").GetInt32()} forks, {held.GetProperty("instances").GetInt32()} instances"));
        var started = Names(held, "startedThreads");
        output.WriteLine($"{held.GetProperty("threads").GetInt32()} thread{(started.Length > 0 ? $"; the pools of libraries of mathematics are off, because threads were started by {started}" : "")}");
        output.WriteLine($"{held.GetProperty("modules").GetArrayLength()} modules, among them {string.Join(", ", held.GetProperty("costs").EnumerateArray().OrderByDescending(Ms).Take(MostNames).Select(Cost))}");
        output.WriteLine($"variables read: {(Names(held, "variables") is { Length: > 0 } variables ? variables : "none")}");
    }

    private static string Use(JsonElement function) => Text(function, "use") switch
    {
        "used" => "is forked from it",
        "fits" => "could be forked from it; another image suits better",
        _ => "not: " + Text(function, "reason"),
    };

    private static double Ms(JsonElement cost) => cost.GetProperty("ms").GetDouble();

    private static string Cost(JsonElement cost) => Text(cost, "module") + (Text(cost, "error") is { } error ? $" ({error})" : string.Create(CultureInfo.InvariantCulture, $" {Ms(cost):0} ms"));

    private static double Megabytes(JsonElement element, string name) => element.GetProperty(name).GetInt64() / 1e6;

    private static string Names(JsonElement element, string name)
    {
        var all = element.GetProperty(name).EnumerateArray().Select(each => each.GetString()).ToList();
        return string.Join(", ", all.Take(MostNames)) + (all.Count > MostNames ? $" and {all.Count - MostNames} more" : "");
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

/// <summary>One image as JSON.</summary>
internal sealed record InspectReport(string Schema, int Version, JsonElement Image);
