using Thaw.Profiling.Reports;

namespace Thaw.Profiling.Comparing;

/// <summary>Which statements make the set of loaded modules differ.</summary>
/// <remarks>
/// Modules that are in one profile only are gathered under the statement that loads the outermost of them: what a new
/// <c>import pandas</c> brings is one change, not 400. A module that changes its phase counts in the profile in which init
/// pays for it.
/// </remarks>
internal static class StatementChanges
{
    private const int MostLibraries = 8;

    public static IReadOnlyList<StatementChange> Find(ProfileReport before, ProfileReport after)
    {
        StatementChange[] changes =
        [
            .. Gained(after, before, "added", "advanced", 1),
            .. Gained(before, after, "removed", "deferred", -1),
        ];
        return [.. changes.OrderByDescending(change => Math.Abs(change.DifferenceMs))
            .ThenBy(change => change.File, StringComparer.Ordinal).ThenBy(change => change.Line).ThenBy(change => change.Change, StringComparer.Ordinal)];
    }

    /// <summary>What init of one profile loads and init of the other does not.</summary>
    private static IEnumerable<StatementChange> Gained(ProfileReport from, ProfileReport other, string absent, string inEvents, int sign)
    {
        var there = other.Modules.GroupBy(module => module.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Any(ModulePairs.InInit), StringComparer.Ordinal);
        var roots = new int?[from.Modules.Count];
        for (var i = 0; i < roots.Length; i++)
        {
            var module = from.Modules[i];
            if (ModulePairs.InInit(module) && !there.GetValueOrDefault(module.Name))
            {
                roots[i] = module.Parent is { } parent && parent < i && roots[parent] is { } outer ? outer : i;
            }
        }

        var paths = new ReportPaths(from);
        return Enumerable.Range(0, roots.Length).Where(i => roots[i] is not null)
            .GroupBy(i => (Place: from.Modules[roots[i]!.Value].LoadedBy, Change: there.ContainsKey(from.Modules[roots[i]!.Value].Name) ? inEvents : absent))
            .Select(group => Change(from, paths, group.Key.Place, group.Key.Change, sign, [.. group], roots));
    }

    private static StatementChange Change(
        ProfileReport from, ReportPaths paths, Findings.SourceLine? place, string change, int sign, int[] modules, int?[] roots)
    {
        var reports = Array.ConvertAll(modules, index => from.Modules[index]);
        return new StatementChange
        {
            Change = change,
            File = place is null ? null : paths[place.File],
            Line = place?.Line,
            Targets = [.. modules.Where(index => roots[index] == index).Select(index => from.Modules[index].Name)],
            Libraries = [.. reports.GroupBy(module => module.Library, StringComparer.Ordinal)
                .OrderByDescending(library => library.Sum(module => module.SelfMs + module.LinkMs)).ThenBy(library => library.Key, StringComparer.Ordinal)
                .Select(library => library.Key).Take(MostLibraries)],
            Modules = modules.Length,
            DifferenceMs = sign * reports.Sum(module => module.SelfMs + module.LinkMs),
            DifferenceBytes = sign * reports.Sum(module => module.ResidentBytes),
        };
    }
}
