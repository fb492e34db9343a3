using System.CommandLine;
using Thaw.Images.Simulation;
using Thaw.Images.Traces;

namespace Thaw.Cli.Images;

/// <summary>What <c>thaw images simulate</c> is asked for.</summary>
internal static class SimulateOptions
{
    private static readonly Argument<string?> TraceArgument = new("TRACE")
    {
        Description = "A trace of Azure Functions: the file of 2021, or a file or folder of 2019",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Synthetic = new("--synthetic") { Description = "Make a trace from published distributions instead" };
    private static readonly Option<int> Functions = Number("--functions", "N", "With --synthetic: how many functions, 1 to 1000000", 1000);
    private static readonly Option<double> Hours = Number("--hours", "H", "With --synthetic: how long, 0.1 to 336", 24.0);
    private static readonly Option<int> Seed = Number("--seed", "N", "Of a synthetic trace, and of which function loads what, 0 or more", 1);
    private static readonly Option<string[]> CostsOption = new("--costs")
    {
        Description = "What starts cost: recordings of thaw profile on this machine, or one file of --write-costs; default: what Thaw's authors recorded",
        HelpName = "PATH",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<string?> WriteCosts = new("--write-costs") { Description = "Also write the costs to a file, to read or change and to use again", HelpName = "FILE" };
    private static readonly Option<int> ImageMemory = Number("--image-memory", "MB", "Memory that images may take together, 0 or more", 1000);
    private static readonly Option<double> KeepAlive = Number("--keep-alive", "SECONDS", "How long an instance is kept that has nothing to do, 0.1 to 86400", 600.0);

    public static void AddTo(Command command)
    {
        command.Arguments.Add(TraceArgument);
        foreach (var option in (Option[])[Synthetic, Functions, Hours, Seed, CostsOption, WriteCosts, ImageMemory, KeepAlive, Serve.HostOptions.Json])
            command.Options.Add(option);
    }

    public static bool WantsJson(ParseResult parsed) => parsed.GetValue(Serve.HostOptions.Json);

    /// <summary>Where the costs are to be written; null for nowhere.</summary>
    public static string? CostsTarget(ParseResult parsed) => parsed.GetValue(WriteCosts);

    /// <summary>Refuses what makes no sense.</summary>
    /// <exception cref="FormatException">The message says what.</exception>
    public static void Check(ParseResult parsed)
    {
        if (parsed.GetValue(Synthetic) == (parsed.GetValue(TraceArgument) is not null))
            throw new FormatException("name a trace, or say --synthetic");
        if (!parsed.GetValue(Synthetic) && new Option[] { Functions, Hours }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } needless)
            throw new FormatException($"{needless.Name} is for --synthetic; a trace has its own");
        Range(Functions, parsed.GetValue(Functions), 1, 1_000_000);
        Range(Hours, parsed.GetValue(Hours), 0.1, 336);
        Range(Seed, parsed.GetValue(Seed), 0, int.MaxValue);
        Range(ImageMemory, parsed.GetValue(ImageMemory), 0, int.MaxValue);
        Range(KeepAlive, parsed.GetValue(KeepAlive), 0.1, 86_400);
    }

    /// <summary>The trace.</summary>
    /// <exception cref="FormatException">It can't be read as one.</exception>
    public static InvocationTrace Trace(ParseResult parsed) => parsed.GetValue(TraceArgument) is { } path
        ? TraceFile.Read(path)
        : new SyntheticTrace(parsed.GetValue(Functions), 3600 * parsed.GetValue(Hours), (ulong)parsed.GetValue(Seed));

    /// <summary>The costs.</summary>
    /// <exception cref="FormatException">They can't be read, or recordings and a file are named together.</exception>
    public static SimulationCosts Costs(ParseResult parsed)
    {
        var paths = parsed.GetValue(CostsOption)!;
        if (paths.Length == 0)
            return ReferenceCosts.Read();
        if (paths.Length == 1 && !Directory.Exists(paths[0]))
            return CostsFile.Read(paths[0]);
        return paths.FirstOrDefault(path => !Directory.Exists(path)) is { } other
            ? throw new FormatException($"--costs {other}: name recordings, which are folders, or one file alone")
            : RecordedCosts.Read(paths);
    }

    /// <summary>The simulated host's settings.</summary>
    public static SimulationOptions Settings(ParseResult parsed) => new()
    {
        KeepAliveSeconds = parsed.GetValue(KeepAlive),
        ImageMemoryBytes = 1_000_000L * parsed.GetValue(ImageMemory),
        Seed = (ulong)parsed.GetValue(Seed),
    };

    private static Option<T> Number<T>(string name, string help, string description, T usual) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => usual };

    private static void Range(Option option, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw new FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{option.Name} {value}: not a number from {least} to {most}"));
    }
}
