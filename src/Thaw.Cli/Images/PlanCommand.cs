using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Thaw.Api.Client;
using Thaw.Cli.Serve;
using Thaw.Cli.Terminal;
using Thaw.Profiling.Analysis.Tables;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Cli.Images;

/// <summary><c>thaw images plan</c>: which images to hold, and why; from recordings, or as a host sees it.</summary>
internal static class PlanCommand
{
    private const int UsualMemoryMb = 1000;

    private static readonly Argument<string[]> Recordings = new("RECORDING")
    {
        Description = "Recordings of thaw profile; none: what the host would hold, by what its boots have shown",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int?> ImageMemory = new("--image-memory")
    {
        Description = $"Memory that images may take together; default: {UsualMemoryMb}, or what the host has for them",
        HelpName = "MB",
    };

    private static readonly Option<string[]> Starts = new("--starts")
    {
        Description = "With recordings: cold starts per minute of a function; default: 1",
        HelpName = "NAME=N",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<bool> Apply = new("--apply") { Description = "With recordings: have the host hold these images, in place of those of the plan before" };

    public static Command Create()
    {
        var command = new Command("plan", "Say which images to hold, with the reasons: what starts from them, how much sooner, for how much memory");
        command.Arguments.Add(Recordings);
        foreach (var option in (Option[])[ImageMemory, Starts, Apply, HostOptions.Json, HostOptions.Endpoint, HostOptions.State, HostOptions.Authorities])
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command.WithExamples(
            "thaw images plan recording/ other/ --starts wine=4", "thaw images plan recording/ --image-memory 500 --apply", "thaw images plan --image-memory 2000 --json");
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var folders = parsed.GetValue(Recordings)!;
        if (parsed.GetValue(ImageMemory) is < 1 or > 1_048_576)
            throw new FormatException($"--image-memory {parsed.GetValue(ImageMemory)}: not a number of MB from 1 to 1048576");
        if (folders.Length == 0 && (parsed.GetValue(Apply) || parsed.GetValue(Starts)!.Length > 0))
            throw new FormatException("--apply and --starts are for recordings; a host holds what it plans by itself");
        if (folders.Length == 0)
            return await HostOptions.WithClientAsync(parsed, client => OfHostAsync(parsed, client, cancellation));
        var starts = StartsOf(parsed);
        var plan = RecordedPlan.Make([.. folders.Select(folder => (folder, RecordingStore.Read(folder)))], starts, (parsed.GetValue(ImageMemory) ?? UsualMemoryMb) * 1_000_000L);
        return parsed.GetValue(Apply)
            ? await HostOptions.WithClientAsync(parsed, async client => Write(parsed, plan with { Applied = await ApplyAsync(client, plan, cancellation) }))
            : Write(parsed, plan);
    }

    private static async Task<int> OfHostAsync(ParseResult parsed, HostClient client, CancellationToken cancellation)
    {
        var query = parsed.GetValue(ImageMemory) is { } megabytes ? string.Create(CultureInfo.InvariantCulture, $"?memoryBytes={megabytes * 1_000_000L}") : "";
        var report = await client.AskAsync(HttpMethod.Get, "/thaw/v1/image-plan" + query, [], cancellation);
        if (report.GetProperty("memoryBytes").GetInt64() == 0)
            throw new FormatException("no images: the host was started without --image-memory");
        return Write(parsed, new ImagePlanDocument(
            "host", report.GetProperty("memoryBytes").GetInt64(), [.. report.GetProperty("plan").EnumerateArray().Select(OfHost)],
            [.. report.GetProperty("leftOut").EnumerateArray().Select(each => each.GetString()!)]));
    }

    private static PlannedImageDocument OfHost(JsonElement image) => new(
        image.GetProperty("name").GetString()!, null, -1, image.GetProperty("versions").GetInt32(), null, image.GetProperty("sparedMsPerMinute").GetDouble(),
        image.GetProperty("bytes").GetInt64(), image.GetProperty("reason").GetString()!)
    {
        IsHeld = image.GetProperty("isHeld").GetBoolean(),
        Libraries = [.. image.GetProperty("libraries").EnumerateArray().Select(name => new LibraryCostDocument(name.GetString()!, null, null, UseState.Unknown))],
    };

    private static async Task<IReadOnlyList<string>> ApplyAsync(HostClient client, ImagePlanDocument plan, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { images = plan.Images.Where(image => image.Modules.Count > 0).Select(image => new { image.Modules, image.Runtime }) }, JsonOutput.Options);
        var answer = await client.AskAsync(HttpMethod.Put, "/thaw/v1/image-plan", body, cancellation);
        return [.. answer.GetProperty("images").EnumerateArray().Select(name => name.GetString()!)];
    }

    private static Dictionary<string, double> StartsOf(ParseResult parsed)
    {
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var text in parsed.GetValue(Starts)!)
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) || !(rate is >= 0 and <= 1e6))
                throw new FormatException($"--starts {text}: write NAME=N, with N cold starts per minute from 0 to 1000000");
            found[parts[0]] = rate;
        }
        return found;
    }

    /// <summary>Writes a plan, as text or as one JSON document.</summary>
    internal static void Write(TextWriter output, ImagePlanDocument plan, bool asJson)
    {
        if (asJson)
            JsonOutput.Write(output, new PlanReport("thaw.images.plan", 1, plan));
        else
            PlanText.Write(output, plan);
    }

    private static int Write(ParseResult parsed, ImagePlanDocument plan)
    {
        Write(parsed.InvocationConfiguration.Output, plan, parsed.GetValue(HostOptions.Json));
        return ExitCodes.Done;
    }

    private sealed record PlanReport(string Schema, int Version, ImagePlanDocument Plan);
}
