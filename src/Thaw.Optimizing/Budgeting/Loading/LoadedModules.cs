using Thaw.Optimizing.Budgeting.Baselines;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recordings;
using Thaw.Python.Environments;

namespace Thaw.Optimizing.Budgeting.Loading;

/// <summary>The modules that init of a recording loaded, and the statements that brought them.</summary>
/// <param name="recording">With an imports pass; without one there are no modules.</param>
internal sealed class LoadedModules(Recording recording)
{
    private readonly IReadOnlyList<ModuleLoad> _modules = recording.Imports?.Modules ?? [];
    private readonly DisplayPaths _paths = new(recording);

    /// <summary>For a baseline.</summary>
    public IReadOnlyList<BaselineModule> ForBaseline() =>
        [.. _modules.Where(IsLoaded).Select(module => new BaselineModule(module.Name, module.Library, Math.Round(Ms(module), 4), module.ResidentBytes))];

    /// <summary>What a baseline's init did not load, by the statement that brought it, the costliest first.</summary>
    public IReadOnlyList<ImportCost> NewSince(BudgetBaseline baseline)
    {
        var known = baseline.Modules.Select(module => module.Name).ToHashSet(StringComparer.Ordinal);
        var isNew = _modules.Select(module => IsLoaded(module) && !known.Contains(module.Name)).ToArray();
        return Group(isNew, index => OutermostNew(index, isNew));
    }

    /// <summary>All of init by the function's own statements, the costliest first.</summary>
    public IReadOnlyList<ImportCost> ByOwnStatement()
    {
        var counts = _modules.Select(module => IsLoaded(module) && module.Statement >= 0).ToArray();
        return [.. Group(counts, InnermostOwn).Where(import => import.IsOwn)];
    }

    private static bool IsLoaded(ModuleLoad module) => module is { Phase: "init", Failed: false };

    private static double Ms(ModuleLoad module) => Math.Max(0, module.SelfMs + module.LinkMs);

    private ImportCost[] Group(bool[] counts, Func<int, int> rootOf) =>
    [
        .. Enumerable.Range(0, _modules.Count).Where(index => counts[index])
            .Select(index => (Index: index, Root: rootOf(index)))
            .GroupBy(pair => _modules[pair.Root].Statement)
            .Select(group => Cost(group.Key, [.. group.Select(pair => pair.Index)], [.. group.Select(pair => pair.Root).Distinct()]))
            .OrderByDescending(import => import.Ms).ThenBy(import => import.Place, StringComparer.Ordinal),
    ];

    private ImportCost Cost(int statement, int[] modules, int[] roots)
    {
        var place = statement >= 0 ? recording.Imports!.Statements[statement] : null;
        var own = OwnStatement(roots[0]);
        return new ImportCost
        {
            File = place?.File,
            Line = place?.Line,
            Place = place is null ? null : _paths.At(place.File, place.Line),
            IsOwn = IsOwn(roots[0]),
            OwnFile = own?.File,
            OwnLine = own?.Line,
            OwnPlace = own is null ? null : _paths.At(own.File, own.Line),
            Targets = [.. roots.Select(index => _modules[index].Name)],
            Libraries = [.. modules.Select(index => _modules[index].Library).Distinct(StringComparer.Ordinal)],
            Modules = modules.Length,
            Ms = modules.Sum(index => Ms(_modules[index])),
            Bytes = modules.Sum(index => _modules[index].ResidentBytes),
        };
    }

    private int OutermostNew(int index, bool[] isNew)
    {
        while (_modules[index].Parent is >= 0 and var parent && parent < index && isNew[parent])
            index = parent;
        return index;
    }

    /// <summary>The module on the way up from this one that a statement of the function's own loaded.</summary>
    private int InnermostOwn(int index)
    {
        while (!IsOwn(index) && _modules[index].Parent is >= 0 and var parent && parent < index)
            index = parent;
        return index;
    }

    private ImportStatement? OwnStatement(int index) => InnermostOwn(index) is var own && IsOwn(own) ? StatementOf(own) : null;

    private ImportStatement? StatementOf(int index) => _modules[index].Statement is >= 0 and var statement ? recording.Imports!.Statements[statement] : null;

    // By the module that runs the statement, not by its folder: dependencies may lie in the function's own.
    private bool IsOwn(int index) => _modules[index] is { Statement: >= 0, Parent: >= 0 and var parent } && _modules[parent].Library == DistributionIndex.Function;
}
