using System.CommandLine;
using Thaw.Cli.Profile;
using Thaw.Cli.Serve;
using Thaw.Lab.Benchmarks;

namespace Thaw.Cli.Bench;

/// <summary>What <c>thaw bench</c> is asked for.</summary>
internal static class BenchOptions
{
    private static readonly Argument<string> TargetArgument = new("NAME|FOLDER")
    {
        Description = "A function on a host, or a function's folder, thaw.yaml or zip, which is deployed to a host of its own first",
    };

    private static readonly Option<string> Strategies = new("--strategies")
    {
        Description = "Ways to get an instance, with commas between them: boot, fork, eager, lazy, warm",
        HelpName = "NAMES",
        DefaultValueFactory = _ => "boot,warm",
    };

    private static readonly Option<int> Runs = new("--runs", "-n")
    {
        Description = "Invocations of each, 1 to 100000",
        HelpName = "N",
        DefaultValueFactory = _ => 30,
    };

    private static readonly Option<int> ConcurrencyOption = new("--concurrency")
    {
        Description = "How many at once, 1 to 500",
        HelpName = "C",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> ColdCache = new("--cold-cache") { Description = "Drop the function's code and libraries from the page cache before each start" };

    private static readonly Option<string?> Event = new("--event")
    {
        Description = "The event in JSON, or @FILE; default: the commonest of the folder's events, or {}",
        HelpName = "JSON",
    };

    public static void AddTo(Command command)
    {
        command.Arguments.Add(TargetArgument);
        foreach (var option in (Option[])[Strategies, Runs, ConcurrencyOption, ColdCache, Event, SnapshotOptions.Criu, ReportOptions.Html, HostOptions.Endpoint, HostOptions.State, HostOptions.Authorities, HostOptions.Json])
            command.Options.Add(option);
    }

    public static string Target(ParseResult parsed) => parsed.GetValue(TargetArgument)!;

    /// <summary>Whether it names something on the disk, and not on a host; a slash cannot be part of a function's name.</summary>
    public static bool IsPath(ParseResult parsed) =>
        Target(parsed).Contains('/', StringComparison.Ordinal) || Directory.Exists(Target(parsed)) || File.Exists(Target(parsed));

    /// <summary>Whether a host for this needs dependency images.</summary>
    public static bool WantsImages(ParseResult parsed) => Names(parsed).Contains("fork");

    /// <summary>Whether it needs snapshots of processes.</summary>
    public static bool WantsSnapshots(ParseResult parsed) => Names(parsed).Intersect(["eager", "lazy"]).Any();

    public static string? CriuOf(ParseResult parsed) => parsed.GetValue(SnapshotOptions.Criu);

    public static int Concurrency(ParseResult parsed) => parsed.GetValue(ConcurrencyOption);

    public static bool WantsJson(ParseResult parsed) => parsed.GetValue(HostOptions.Json);

    /// <summary>Refuses what makes no sense.</summary>
    /// <exception cref="FormatException">The message says what.</exception>
    public static void Check(ParseResult parsed)
    {
        if (parsed.GetValue(Runs) is < 1 or > 100_000)
            throw new FormatException($"-n {parsed.GetValue(Runs)}: not a number from 1 to 100000");
        if (Concurrency(parsed) is < 1 or > 500)
            throw new FormatException($"--concurrency {Concurrency(parsed)}: not a number from 1 to 500");
        if (Names(parsed) is not { Length: > 0 } names || names.Distinct().Count() != names.Length)
            throw new FormatException($"--strategies {parsed.GetValue(Strategies)}: name each strategy once, as boot,warm");
        if (IsPath(parsed) && (parsed.GetValue(HostOptions.Endpoint) ?? parsed.GetValue(HostOptions.State)) is not null)
            throw new FormatException($"{Target(parsed)}: a folder gets a host of its own; leave out --endpoint and --state, or name a function that is deployed");
    }

    /// <summary>What to measure.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The function's name on the host.</param>
    /// <param name="usual">The event where none is given.</param>
    /// <param name="cancellation">Ends the reading of the event.</param>
    public static async Task<BenchPlan> PlanAsync(ParseResult parsed, string name, byte[] usual, CancellationToken cancellation)
    {
        var given = parsed.GetValue(Event) is { } text ? await EventArgument.ReadAsync(text, cancellation) : usual;
        return new BenchPlan(name, Names(parsed), parsed.GetValue(Runs), Concurrency(parsed), parsed.GetValue(ColdCache), given);
    }

    private static string[] Names(ParseResult parsed) =>
        parsed.GetValue(Strategies)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
