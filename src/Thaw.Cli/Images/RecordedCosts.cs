using System.Globalization;
using Thaw.Images.Planning;
using Thaw.Images.Simulation;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Statistics;
using Thaw.Python.Environments;

namespace Thaw.Cli.Images;

/// <summary>The costs of a simulation as recordings of <c>thaw profile</c> tell them: each recorded function is a kind.</summary>
/// <remarks>
/// A part is what of a library the same functions load: of scipy, say, what all of three functions load, and what only one of them does. Times
/// and bytes of a part are those of the recording that has it with the median time.
/// </remarks>
internal static class RecordedCosts
{
    /// <summary>
    /// Forking an empty template into fresh namespaces and control groups, and what a large one takes more for each megabyte, ms. Measured on two
    /// x86-64 cores with Linux 6.18 (p50 3.9 for an empty template, 5.5 for one of 89 MB); a recording can't tell.
    /// </summary>
    private const double ForkMs = 3.9, ForkMsPerMegabyte = 0.018;

    /// <summary>
    /// Share of an image that a fork copies by writing: ten live forks of a template with pandas and scikit-learn, 99.5 MB, took 214 MB (PSS)
    /// together, 11.5 MB each beyond the template. Measured on the same machine.
    /// </summary>
    private const double CopiedShare = 0.115;

    /// <summary>Parts of less than this and less than <see cref="SmallBytes"/> are put together, ms: an image is not chosen for them.</summary>
    private const double SmallMs = 0.5;

    private const long SmallBytes = 500_000;

    /// <summary>Reads recordings.</summary>
    /// <exception cref="RecordingException">One is damaged.</exception>
    /// <exception cref="FormatException">One holds no imports, or two are of one function.</exception>
    public static SimulationCosts Read(IReadOnlyList<string> folders) => Of([.. folders.Select(folder => (folder, RecordingStore.Read(folder)))]);

    /// <summary>Takes them from recordings, each with its folder for messages.</summary>
    /// <exception cref="FormatException">One holds no imports, or two are of one function.</exception>
    public static SimulationCosts Of(IReadOnlyList<(string Folder, Recording Recording)> recordings)
    {
        var analyses = Analyze(recordings, "--costs: ");
        return Of(analyses, Parts(analyses));
    }

    /// <summary>Analyses recordings of different functions.</summary>
    /// <param name="recordings">Each with its folder for messages.</param>
    /// <param name="option">What messages begin with.</param>
    /// <exception cref="FormatException">One holds no imports, or two are of one function.</exception>
    public static IReadOnlyList<ProfileAnalysis> Analyze(IReadOnlyList<(string Folder, Recording Recording)> recordings, string option)
    {
        var analyses = recordings.Select(item => Analyze(item.Folder, item.Recording)).ToList();
        return analyses.GroupBy(NameOf).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new FormatException($"{option}{twice.Count()} recordings are of a function {twice.Key}; name one")
            : analyses;
    }

    /// <summary>The costs of analysed recordings, with their parts.</summary>
    public static SimulationCosts Of(IReadOnlyList<ProfileAnalysis> analyses, IReadOnlyList<RecordedPart> loads)
    {
        var interpreter = Robust.Median([.. analyses.Select(InterpreterBytes)]);
        return new SimulationCosts
        {
            Source = SourceOf(analyses),
            Start = new StartCosts
            {
                BootMs = Robust.Median([.. analyses.Select(StartMs)]),
                ForkMs = ForkMs,
                ForkMsPerMegabyte = ForkMsPerMegabyte,
                InterpreterBytes = (long)interpreter,
                ForkedBytes = (long)(CopiedShare * interpreter),
                CopiedShare = CopiedShare,
            },
            Parts = [.. loads.Select(load => load.Part)],
            Kinds = [.. analyses.Select((analysis, index) => KindOf(analysis, index, loads))],
        };
    }

    private static ProfileAnalysis Analyze(string folder, Recording recording)
    {
        var analysis = ProfileAnalyzer.Analyze(recording, FindingThresholds.Default);
        return analysis is { Costs: not null, Baseline.InterpreterStart: not null, Baseline.InitRss: not null }
            ? analysis
            : throw new FormatException($"{folder}: the recording holds no imports of a function that starts; record it again with thaw profile");
    }

    internal static string NameOf(ProfileAnalysis analysis) => analysis.Recording.Manifest.Function.Name;

    private static double StartMs(ProfileAnalysis analysis) => analysis.Baseline.InterpreterStart!.Median + (analysis.Baseline.Launcher?.Median ?? 0);

    /// <summary>What an initialised process has beyond its modules: the interpreter.</summary>
    private static double InterpreterBytes(ProfileAnalysis analysis)
    {
        var modules = analysis.Recording.Imports!.Modules.Where(module => module.Phase == Phases.Init).Sum(module => analysis.Costs!.Bytes(module.Id));
        return Math.Max(0, (analysis.Baseline.InitPss ?? analysis.Baseline.InitRss)!.Median - modules);
    }

    private static FunctionKind KindOf(ProfileAnalysis analysis, int index, IReadOnlyList<RecordedPart> loads)
    {
        int[] own = [.. InitModules(analysis).Where(module => module.Library == DistributionIndex.Function).Select(module => module.Id)];
        return new FunctionKind(
            NameOf(analysis), 1, Math.Round(own.Sum(analysis.Costs!.Ms), 3), Math.Max(0, own.Sum(analysis.Costs.Bytes)),
            [.. loads.Where(load => load.Users.Contains(index)).Select(load => load.Part.Name)]);
    }

    internal static IEnumerable<ModuleLoad> InitModules(ProfileAnalysis analysis) =>
        analysis.Recording.Imports!.Modules.Where(module => module.Phase == Phases.Init);

    /// <summary>What of a library the same functions load.</summary>
    public static IReadOnlyList<RecordedPart> Parts(IReadOnlyList<ProfileAnalysis> analyses)
    {
        var users = analyses.SelectMany((analysis, index) => InitModules(analysis).Select(module => (module.Library, module.Name, Index: index)))
            .Where(load => load.Library != DistributionIndex.Function)
            .GroupBy(load => (load.Library, load.Name), load => load.Index)
            .GroupBy(module => (module.Key.Library, Users: string.Join(',', module.Distinct().Order())), module => module.Key.Name);
        var large = new List<RecordedPart>();
        var small = new List<RecordedPart>();
        foreach (var group in users.OrderBy(group => group.Key.Library, StringComparer.Ordinal).ThenBy(group => group.Key.Users, StringComparer.Ordinal))
        {
            var part = PartOf(analyses, group.Key.Library, [.. group.Key.Users.Split(',').Select(user => int.Parse(user, CultureInfo.InvariantCulture))], [.. group]);
            (part.Part.InitMs < SmallMs && part.Part.Bytes < SmallBytes ? small : large).Add(part);
        }

        return Named([.. large, .. small.GroupBy(part => string.Join(',', part.Users)).Select(Together)]);
    }

    private static RecordedPart PartOf(IReadOnlyList<ProfileAnalysis> analyses, string library, int[] users, HashSet<string> modules)
    {
        var measured = users.Select(user =>
        {
            int[] ids = [.. InitModules(analyses[user]).Where(module => module.Library == library && modules.Contains(module.Name)).Select(module => module.Id)];
            var costs = analyses[user].Costs!;
            return (Ms: ids.Sum(costs.Ms), Bytes: ids.Sum(costs.Bytes));
        }).OrderBy(cost => cost.Ms).ToList();
        var (ms, bytes) = measured[measured.Count / 2];
        return new RecordedPart(new ImagePart(library == DistributionIndex.Python ? "standard library" : library, Math.Round(Math.Max(0, ms), 3), Math.Max(0, bytes)), users, modules.Select(name => (library, name)).ToHashSet());
    }

    private static RecordedPart Together(IEnumerable<RecordedPart> parts)
    {
        var all = parts.ToList();
        return new RecordedPart(new ImagePart("others", Math.Round(all.Sum(part => part.Part.InitMs), 3), all.Sum(part => part.Part.Bytes)), all[0].Users, all.SelectMany(part => part.Modules).ToHashSet());
    }

    // The costliest part of a library has its name, the others a number behind it.
    private static List<RecordedPart> Named(List<RecordedPart> parts) =>
    [
        .. parts.GroupBy(part => part.Part.Name).SelectMany(group => group.OrderByDescending(part => part.Part.InitMs)
            .Select((part, index) => index == 0 ? part : part with { Part = part.Part with { Name = $"{part.Part.Name} ({index + 1})" } })),
    ];

    private static string SourceOf(IReadOnlyList<ProfileAnalysis> analyses)
    {
        var first = analyses[0].Recording.Manifest;
        var versions = analyses.Select(analysis => analysis.Recording.Manifest.Python.Version).Distinct().Order(StringComparer.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"recorded by thaw profile: {analyses.Count} function{(analyses.Count == 1 ? "" : "s")}, Python {string.Join(", ", versions)}, Linux {first.Conditions.Kernel}, {first.Conditions.Processors} processors; forks as measured by Thaw's authors");
    }
}

/// <summary>What of a library the same functions load.</summary>
/// <param name="Part">What it costs.</param>
/// <param name="Users">The functions, indices of the recordings.</param>
/// <param name="Modules">The modules, each with its library.</param>
internal sealed record RecordedPart(ImagePart Part, int[] Users, IReadOnlySet<(string Library, string Module)> Modules);
