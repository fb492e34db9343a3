using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Stacks;
using Thaw.Profiling.Analysis.Usage;

namespace Thaw.Profiling.Reports.Html;

/// <summary>Puts an analysis into the form of the page.</summary>
internal sealed class PageBuilder
{
    /// <summary>Outermost imports of a child process that are shown; the JSON has all.</summary>
    private const int MostChildImports = 8;

    private readonly ProfileAnalysis _analysis;
    private readonly DisplayPaths _paths;
    private readonly StringTable _strings = new();
    private readonly List<IReadOnlyList<string>> _eventSets = [];
    private readonly Dictionary<string, int> _eventSetIndex = new(StringComparer.Ordinal);

    private PageBuilder(ProfileAnalysis analysis)
    {
        _analysis = analysis;
        _paths = new DisplayPaths(analysis.Recording);
    }

    /// <summary>Builds the data.</summary>
    public static PageData Build(ProfileAnalysis analysis) => new PageBuilder(analysis).Build();

    private PageData Build()
    {
        var (manifest, baseline) = (_analysis.Recording.Manifest, _analysis.Baseline);
        var modules = Modules();
        PageCalls?[] calls = [Calls(_analysis.InitCalls), Calls(_analysis.InvokeCalls)];
        return new PageData
        {
            Strings = _strings.Texts,
            EventSets = _eventSets,
            Function = new PageFunction(manifest.Function.Name, manifest.Function.Target, manifest.Function.Kind),
            Python = new PagePython(manifest.Python.Version, manifest.Python.Implementation),
            Conditions = manifest.Conditions,
            RecordedAt = manifest.RecordedAt,
            ThawVersion = manifest.ThawVersion,
            Runs = baseline.Runs,
            FailedRuns = baseline.FailedRuns,
            Phases = [.. ColdStartPhases.Of(_analysis).Select(phase => new PagePhase(phase.Kind.ToString().ToLowerInvariant(), phase.Ms))],
            ColdStart = baseline.ColdStart,
            Init = baseline.Init,
            Later = baseline.LaterInvocations,
            Memory = new PageMemory(baseline.InitRss?.Median, baseline.PeakRss?.Median, baseline.Pss?.Median),
            Totals = _analysis.Imports,
            Samples = _analysis.Samples,
            Modules = modules,
            Libraries = [.. _analysis.Libraries.OrderByDescending(library => library.SelfMs).Select(library => new PageLibrary(library.Name, library.SelfMs))],
            Calls = [.. calls.OfType<PageCalls>()],
            Children = Children(),
            Findings = new PageFindings(_analysis, _paths).All(),
            Together = _analysis.Together,
            Notes = _analysis.Notes,
        };
    }

    private PageModules Modules()
    {
        var facts = _analysis.Modules.ToArray();
        var loads = _analysis.Recording.Imports?.Modules ?? [];
        var loaded = Array.ConvertAll(facts, fact => loads[fact.Module]);
        return new PageModules(
            Array.ConvertAll(loaded, load => _strings[load.Name]),
            Array.ConvertAll(loaded, load => _strings[load.Library]),
            Array.ConvertAll(loaded, load => _strings[load.File is { } file ? _paths[file] : null]),
            Array.ConvertAll(loaded, load => _strings[StatementOf(load.Statement)]),
            Array.ConvertAll(loaded, load => load.Phase == Phases.Init ? 1 : 0),
            Array.ConvertAll(loaded, load => load.Failed ? 1 : 0),
            // A module of init hangs below one that is drawn before it, whatever a recording says.
            Array.ConvertAll(loaded, load => load.Parent < load.Id && load.Parent >= 0 && loads[load.Parent].Phase == load.Phase ? load.Parent : -1),
            Array.ConvertAll(facts, fact => fact.SelfMs),
            Array.ConvertAll(loaded, load => load.ResidentBytes),
            Array.ConvertAll(facts, fact => fact.Exclusive.Ms),
            Array.ConvertAll(facts, fact => fact.Exclusive.Bytes),
            Array.ConvertAll(facts, fact => (int)fact.Use),
            Array.ConvertAll(facts, fact => EventSet(fact.Events)));
    }

    private string? StatementOf(int statement)
    {
        var statements = _analysis.Recording.Imports!.Statements;
        return statement >= 0 && statement < statements.Count
            ? _paths.At(statements[statement].File, statements[statement].Line)
            : null;
    }

    private int EventSet(EventSet events)
    {
        var names = _analysis.Events.NamesOf(events);
        var key = string.Join('\n', names);
        if (!_eventSetIndex.TryGetValue(key, out var index))
        {
            index = _eventSets.Count;
            _eventSetIndex.Add(key, index);
            _eventSets.Add(names);
        }

        return index;
    }

    private PageChild[]? Children() => _analysis.Recording.Children?.Commands
        .Select(command => new PageChild(
            _paths[command.Program], command.Python, command.Processes, command.Unfinished,
            command.StartMs, command.ImportsMs, command.LifeMs, command.PeakRssBytes,
            [.. command.Modules.Where(module => module.Parent < 0).OrderByDescending(module => module.CumulativeMs).Take(MostChildImports)
                .Select(module => new PageChildImport(module.Name, module.File is { } file ? _paths.At(file, module.Line) : null, module.CumulativeMs))]))
        .ToArray();

    private PageCalls? Calls(CallTree? tree)
    {
        var sampled = _analysis.Samples.FirstOrDefault(totals => totals.Phase == tree?.Phase);
        return tree is null || sampled is null || tree.Nodes.Count == 0
            ? null
            : new PageCallTree(tree, sampled.Count, _strings, _paths).Build();
    }
}
