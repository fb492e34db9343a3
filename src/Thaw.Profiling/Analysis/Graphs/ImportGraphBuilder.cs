using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Graphs;

/// <summary>What a graph is made of.</summary>
internal sealed record ImportGraphParts(
    bool[] InInit,
    int StatementCount,
    int[] ExecutionStatement,
    int[] ExecutionImporter,
    PackageTree Names,
    IReadOnlyList<(int From, int To)> Edges);

/// <summary>Turns the import pass into nodes and edges; tolerates gaps in the recording.</summary>
internal sealed class ImportGraphBuilder
{
    private readonly ImportsPass _imports;
    private readonly int _modules;
    private readonly bool[] _inInit;
    private readonly PackageTree _names;
    private readonly List<(int From, int To)> _edges = [];
    private readonly Dictionary<(int Importer, int Statement), int> _executions = [];
    private readonly List<int> _statementOf = [];
    private readonly List<int> _importerOf = [];

    private ImportGraphBuilder(ImportsPass imports)
    {
        _imports = imports;
        _modules = imports.Modules.Count;
        _inInit = new bool[_modules];
        var names = new string[_modules];
        for (var i = 0; i < _modules; i++)
        {
            _inInit[i] = imports.Modules[i].Phase == Phases.Init;
            names[i] = imports.Modules[i].Name;
        }

        _names = new PackageTree(names);
    }

    /// <summary>Builds the parts of a graph in which every module of the init phase is reached.</summary>
    public static ImportGraphParts Build(ImportsPass imports)
    {
        var builder = new ImportGraphBuilder(imports);
        builder.AddRecordedEdges();
        builder.AddParentPackages();
        builder.AttachOrphans();
        return new ImportGraphParts(
            builder._inInit, imports.Statements.Count, [.. builder._statementOf], [.. builder._importerOf],
            builder._names, builder._edges);
    }

    private void AddRecordedEdges()
    {
        foreach (var edge in _imports.Edges)
        {
            if (edge.Phase != Phases.Init || edge.Statement < 0 || edge.Statement >= _imports.Statements.Count)
            {
                continue;
            }

            var execution = ExecutionNode(edge.Importer, edge.Statement);
            foreach (var target in edge.Targets)
            {
                if (IsInit(target))
                {
                    _edges.Add((execution, ImportGraph.NodeOfModule(target)));
                }
            }
        }
    }

    private void AddParentPackages()
    {
        for (var module = 0; module < _modules; module++)
        {
            if (_inInit[module] && IsInit(_names.Parent(module)))
            {
                _edges.Add((ImportGraph.NodeOfModule(module), ImportGraph.NodeOfModule(_names.Parent(module))));
            }
        }

        if (IsInit(0))
        {
            _edges.Add((ImportGraph.Root, ImportGraph.NodeOfModule(0)));
        }
    }

    /// <summary>
    /// Modules that C code loaded have no executed statement: they hang off the statement or the module that was
    /// noted when they were loaded, and what even that doesn't reach hangs off the root.
    /// </summary>
    private void AttachOrphans()
    {
        var reached = ReachedFromRoot();
        for (var module = 0; module < _modules; module++)
        {
            if (_inInit[module] && !reached[ImportGraph.NodeOfModule(module)])
            {
                _edges.Add((LoaderOf(_imports.Modules[module]), ImportGraph.NodeOfModule(module)));
            }
        }

        reached = ReachedFromRoot();
        for (var module = 0; module < _modules; module++)
        {
            if (_inInit[module] && !reached[ImportGraph.NodeOfModule(module)])
            {
                _edges.Add((ImportGraph.Root, ImportGraph.NodeOfModule(module)));
            }
        }
    }

    private int LoaderOf(ModuleLoad module)
    {
        var importer = module.Parent != module.Id && IsInit(module.Parent) ? module.Parent : -1;
        return module.Statement >= 0 && module.Statement < _imports.Statements.Count
            ? ExecutionNode(importer, module.Statement)
            : NodeOfImporter(importer);
    }

    private int ExecutionNode(int importer, int statement)
    {
        var key = (IsInit(importer) ? importer : -1, statement);
        if (!_executions.TryGetValue(key, out var execution))
        {
            execution = _statementOf.Count;
            _executions.Add(key, execution);
            _statementOf.Add(statement);
            _importerOf.Add(key.Item1);
            _edges.Add((NodeOfImporter(key.Item1), 1 + _modules + execution));
        }

        return 1 + _modules + execution;
    }

    private bool[] ReachedFromRoot()
    {
        var nodes = 1 + _modules + _statementOf.Count;
        var search = DepthFirstSearch.From(Adjacency.Of(nodes, _edges), ImportGraph.Root);
        return Array.ConvertAll(search.Number, number => number > 0);
    }

    private static int NodeOfImporter(int importer) =>
        importer < 0 ? ImportGraph.Root : ImportGraph.NodeOfModule(importer);

    private bool IsInit(int module) => module >= 0 && module < _modules && _inInit[module];
}
