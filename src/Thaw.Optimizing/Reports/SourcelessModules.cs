using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recordings;
using Thaw.Python.Environments;

namespace Thaw.Optimizing.Reports;

/// <summary>Says which modules could not be looked into, because no source of theirs lies in a folder.</summary>
internal static class SourcelessModules
{
    private const int MostNames = 5;

    /// <summary>One sentence for each kind that init loads; none where there is none.</summary>
    public static IEnumerable<string> Notes(ImportsPass imports)
    {
        ModuleLoad[] loaded = [.. imports.Modules.Where(module => module.Phase == Phases.Init && module.Library != DistributionIndex.Python)];
        ModuleLoad[] compiled = [.. loaded.Where(module => module.File?.EndsWith(".pyc", StringComparison.Ordinal) == true)];
        ModuleLoad[] packed = [.. loaded.Where(module => module.Kind == "zip").Except(compiled)];
        if (compiled.Length > 0)
        {
            yield return $"{What(compiled)} without a source: only byte code is there, so none of their imports can be edited, nor what they are needed for be told.";
        }

        if (packed.Length > 0)
        {
            yield return $"{What(packed)} in a zip or egg: none of their imports can be edited; unpack it for that.";
        }
    }

    private static string What(ModuleLoad[] modules)
    {
        string[] names = [.. modules.Select(module => module.Name).Order(StringComparer.Ordinal)];
        var listed = string.Join(", ", names.Take(MostNames)) + (names.Length > MostNames ? $" and {names.Length - MostNames} more" : "");
        return FormattableString.Invariant($"{listed} ({modules.Sum(module => module.SelfMs):F1} ms of init) {(names.Length == 1 ? "is" : "are")}");
    }
}
