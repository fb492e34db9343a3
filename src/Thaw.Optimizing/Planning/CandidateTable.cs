using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;
using Thaw.Python.Environments;

namespace Thaw.Optimizing.Planning;

/// <summary>Which executed import statements may be edited: those at the top level of the function's and its libraries' sources.</summary>
internal sealed class CandidateTable
{
    private readonly ImportsPass _imports;
    private readonly ImportGraph _graph;
    private readonly FrameMap _frames;
    private readonly List<Candidate> _all = [];
    private readonly int[] _ofStatement;

    private CandidateTable(ImportsPass imports, ImportGraph graph)
    {
        _imports = imports;
        _graph = graph;
        _frames = new FrameMap(imports.Modules);
        _ofStatement = new int[imports.Statements.Count];
        Array.Fill(_ofStatement, -1);
    }

    /// <summary>All of them, those that can't be deferred included; by file and line.</summary>
    public IReadOnlyList<Candidate> All => _all;

    /// <summary>The candidate of a statement; -1 for one that is not at the top level of an editable file.</summary>
    public int Of(int statement) => _ofStatement[statement];

    /// <summary>The module whose source holds a statement; -1 if it is not among the modules.</summary>
    public int HolderOf(int statement)
    {
        var place = _imports.Statements[statement];
        var module = _frames.ModuleOf(place.File);
        return module >= 0 ? module : _graph.Names.ByName.GetValueOrDefault(place.Module, -1);
    }

    /// <summary>The sources of modules that may be edited, in load order.</summary>
    public static IReadOnlyList<SourceRequest> Sources(ImportsPass imports, PlanOptions options) =>
    [
        .. imports.Modules.Where(module => IsEditable(module, options))
            .DistinctBy(module => module.File, StringComparer.Ordinal)
            // six gives itself a __path__ and is one file all the same.
            .Select(module => new SourceRequest(module.Name, module.File!, Path.GetFileName(module.File) == "__init__.py")),
    ];

    /// <summary>Finds the candidates.</summary>
    /// <param name="imports">What init executed.</param>
    /// <param name="graph">The graph of it.</param>
    /// <param name="facts">What the parser says of <see cref="Sources"/>, by file.</param>
    public static CandidateTable Of(
        ImportsPass imports, ImportGraph graph, IReadOnlyDictionary<string, SourceFacts> facts)
    {
        var table = new CandidateTable(imports, graph);
        foreach (var source in facts.Values.OrderBy(source => source.File, StringComparer.Ordinal))
        {
            table.Add(source);
        }

        return table;
    }

    /// <summary>True for a module of a library that is to stay as it is.</summary>
    public static bool IsKept(ModuleLoad module, PlanOptions options) => options.Keep.Any(name =>
        string.Equals(name, module.Library, StringComparison.OrdinalIgnoreCase)
        || module.Name == name || module.Name.StartsWith(name + ".", StringComparison.Ordinal));

    private static bool IsEditable(ModuleLoad module, PlanOptions options) =>
        module is { Kind: "source", Phase: Phases.Init, File: { } file } && file.EndsWith(".py", StringComparison.Ordinal)
        && module.Library != DistributionIndex.Python && module.Name != "__main__" && !IsKept(module, options)
        && (!options.OwnCodeOnly || module.Library == DistributionIndex.Function)
        && options.OnlyFiles?.Contains(file) != false;

    private void Add(SourceFacts source)
    {
        var atTop = source.Imports.Where(import => import.AtModuleLevel).ToLookup(import => import.Line);
        var executed = StatementsIn(source, [.. atTop.SelectMany(line => line)]);
        foreach (var (line, statements) in executed.OrderBy(item => item.Key))
        {
            ImportStatementFacts[] facts = [.. atTop[line]];
            var candidate = new Candidate(
                _all.Count, new ImportEdit(source.Module, source.File, line), _frames.ModuleOf(source.File), facts, statements,
                source.Problem ?? facts.Select(import => import.WhyNot).FirstOrDefault(why => why is not null));
            _all.Add(candidate);
            foreach (var statement in statements)
            {
                _ofStatement[statement] = candidate.Id;
            }
        }
    }

    /// <summary>Executed statements of a file by the first line of the statement in the source that holds their line.</summary>
    private Dictionary<int, List<int>> StatementsIn(SourceFacts source, ImportStatementFacts[] atTop)
    {
        var found = new Dictionary<int, List<int>>();
        foreach (var statement in _imports.Statements)
        {
            if (statement.Function != "<module>" || statement.File != source.File)
            {
                continue;
            }

            var import = Array.Find(atTop, import => import.Line <= statement.Line && statement.Line <= import.EndLine);
            if (import is not null)
            {
                (found.TryGetValue(import.Line, out var list) ? list : found[import.Line] = []).Add(statement.Id);
            }
        }

        return found;
    }
}
