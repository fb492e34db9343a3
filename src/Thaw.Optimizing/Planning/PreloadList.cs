using Thaw.Profiling.Analysis;

namespace Thaw.Optimizing.Planning;

/// <summary>Modules that events load only after init: what is to be imported before an image or a snapshot is made of the function.</summary>
internal static class PreloadList
{
    /// <summary>Finds them, in load order; those that another one of them loads are left out.</summary>
    /// <param name="state">The plan in the making.</param>
    /// <param name="isLate">For modules of init: whether the plan defers it although an event loads it.</param>
    public static IReadOnlyList<string> Of(PlanState state, Func<int, bool> isLate)
    {
        var modules = state.Imports.Modules;
        bool[] late = [.. modules.Select(module => !module.Failed && (module.Phase == Phases.Init ? isLate(module.Id) : module.Events.Count > 0))];
        return [.. modules.Where(module => late[module.Id] && !(module.Parent >= 0 && late[module.Parent])).Select(module => module.Name)];
    }
}
