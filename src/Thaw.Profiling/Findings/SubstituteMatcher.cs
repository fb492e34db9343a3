using System.IO.Enumeration;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Usage;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Findings;

/// <summary>Holds units against the table of known heavier-than-needed imports.</summary>
internal sealed class SubstituteMatcher(AnalysisContext context, Wording wording)
{
    /// <summary>The verdict of the first entry whose condition the used surface meets, or null.</summary>
    public Verdict? Match(ImportUnit unit, IReadOnlyList<InitNeed> needs)
    {
        var name = context.Imports.Modules[unit.Roots[0]].Name;
        foreach (var entry in Catalogs.Substitutes)
        {
            if (entry.Heavy == name)
            {
                var surface = Surface(unit, needs);
                if (surface.Count > 0 && surface.Count <= entry.MaxFunctions && surface.All(function => Allows(entry, function)))
                {
                    return Verdict(unit, entry, surface);
                }
            }
        }

        return null;
    }

    private Verdict Verdict(ImportUnit unit, Substitute entry, SortedSet<string> surface)
    {
        List<string> reasons = [$"Only {Wording.List([.. surface.Select(Short).Distinct()], 3)} of it {(surface.Count == 1 ? "is" : "are")} called from outside it."];
        var share = 1.0;
        if (LightIsThere(unit, entry))
        {
            reasons.Add($"{Wording.List(entry.Light, 3)} {(entry.Light.Count == 1 ? "is" : "are")} loaded anyway.");
        }
        else if (entry.Measured is { HeavyMs: > 0 } measured)
        {
            share = Math.Clamp(1 - (measured.LightMs / measured.HeavyMs), 0, 1);
            reasons.Add($"Measured in a cold Python {measured.Python}: {Wording.Ms(measured.HeavyMs)} against {Wording.Ms(measured.LightMs)}.");
        }
        else
        {
            reasons.Add("The lighter one was not measured: the saving is an upper bound.");
        }

        return new Verdict(Patterns.Heavy, share, "medium", $"{wording.Statements(unit)}: {entry.Remedy}.", reasons);
    }

    /// <summary>Functions of the unit that are called from outside it, as <c>module:name</c>; only each function's first call is known.</summary>
    private SortedSet<string> Surface(ImportUnit unit, IReadOnlyList<InitNeed> needs)
    {
        var inside = unit.Named.ToHashSet();
        var surface = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var module in unit.Named)
        {
            foreach (var function in context.Uses.Functions(module))
            {
                if (!inside.Contains(CallerOf(function)))
                {
                    surface.Add($"{function.Module}:{function.Name}");
                }
            }
        }

        foreach (var need in needs)
        {
            if (!inside.Contains(CallerOf(need.Function)))
            {
                surface.Add($"{need.Function.Module}:{need.Function.Name}");
            }
        }

        return surface;
    }

    /// <summary>The module of the nearest caller whose file is a module's; -1 for none.</summary>
    private int CallerOf(UsedFunction function)
    {
        var path = function.FirstPath;
        var last = path.Count - 1;
        if (last >= 0 && path[last].File == function.File && path[last].Function == function.Name)
        {
            last--;
        }

        for (; last >= 0; last--)
        {
            if (context.Frames.ModuleOf(path[last].File) is >= 0 and var module)
            {
                return module;
            }
        }

        return -1;
    }

    private static bool Allows(Substitute entry, string function) =>
        entry.Surface.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, function, ignoreCase: false));

    /// <summary>The last two parts of a name, enclosing functions left out.</summary>
    private static string Short(string function)
    {
        var parts = function[(function.LastIndexOf(':') + 1)..].Split('.');
        return string.Join('.', parts.Where(part => part != "<locals>").TakeLast(2));
    }

    private bool LightIsThere(ImportUnit unit, Substitute entry)
    {
        var lost = unit.Lost.ToHashSet();
        return entry.Light.Count > 0 && entry.Light.All(light =>
            context.Graph.Names.ByName.TryGetValue(light, out var module) && context.Graph.InInit(module) && !lost.Contains(module));
    }
}
