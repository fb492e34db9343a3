using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification.Names;

/// <summary>What the names of one module lead to.</summary>
/// <param name="Module">The module.</param>
/// <param name="Problem">Why it could not be looked at; null if it could.</param>
/// <param name="Values">By name: plain data, or the qualified name of what is there.</param>
/// <param name="Listed">What <c>dir()</c> lists.</param>
/// <param name="Starred">What a star import binds.</param>
/// <param name="Deferred">Names that were not there before they were asked for.</param>
/// <param name="Together">Of these, those that were not the first to be resolved in a fork of their own.</param>
internal sealed record ResolvedNames(
    string Module, string? Problem, IReadOnlyDictionary<string, string> Values, IReadOnlySet<string> Listed,
    IReadOnlySet<string> Starred, IReadOnlyList<string> Deferred, int Together)
{
    private const double ForkSeconds = 60;

    /// <summary>Looks at modules, each in a fork of a process with the function initialised.</summary>
    /// <param name="side">Which of the two.</param>
    /// <param name="budget">
    /// How long first uses get a fork each. The others of the module then share one; a module of scikit-learn takes
    /// half a second to resolve a name.
    /// </param>
    /// <param name="modules">Modules, with the names to resolve; none to resolve all that they have.</param>
    public static IReadOnlyDictionary<string, ResolvedNames> Of(
        FunctionSide side, TimeSpan budget, IReadOnlyCollection<(string Module, IReadOnlyCollection<string> Names)> modules)
    {
        AgentRun run = side.Probe(ProbeFiles.Names, new Dictionary<string, object?>
        {
            ["modules"] = modules.Select(item => new object[] { item.Module, item.Names.Order(StringComparer.Ordinal).ToArray() }).ToArray(),
            ["limit"] = ForkSeconds,
            ["budget"] = budget.TotalSeconds,
        });
        var found = run.Records.TryGetValue("names", out object?[]? record)
            ? ((object?[])record[1]!).OfType<object?[]>().Select(item => Read(side, item)).ToDictionary(item => item.Module)
            : [];
        string problem = run.Exit is null ? "the process that resolves names did not end in time" : "the process that resolves names did not come to its end";
        return modules.ToDictionary(item => item.Module, item => found.GetValueOrDefault(item.Module) ?? Broken(item.Module, problem));
    }

    private static ResolvedNames Read(FunctionSide side, object?[] item) => new(
        (string)item[0]!,
        item[1] as string is { } problem ? side.Paths.Apply(problem) : null,
        ((object?[])item[2]!).OfType<object?[]>().ToDictionary(pair => (string)pair[0]!, pair => side.Paths.Apply((string)pair[1]!)),
        Texts(item[3]).ToHashSet(),
        Texts(item[4]).Select(side.Paths.Apply).ToHashSet(),
        [.. Texts(item[5])],
        (int)(long)item[6]!);

    private static IEnumerable<string> Texts(object? items) => ((object?[])items!).OfType<string>();

    private static ResolvedNames Broken(string module, string problem) =>
        new(module, problem, new Dictionary<string, string>(), new HashSet<string>(), new HashSet<string>(), [], 0);
}
