using Thaw.Functions;

namespace Thaw.Lab.Subjects;

/// <summary>The events of a function that a host is to run.</summary>
internal static class SubjectEvents
{
    /// <summary>All but those that are held back for verification, the commonest first, JSON; one at least.</summary>
    /// <exception cref="LabException">The folder is no function.</exception>
    public static IReadOnlyList<string> Of(string folder)
    {
        try
        {
            return [.. FunctionLoader.Load(folder, new FunctionLoadOptions()).Events.Where(each => !each.Holdout)
                .OrderByDescending(each => each.Weight).Select(each => each.Json).DefaultIfEmpty("{}")];
        }
        catch (FunctionException error)
        {
            throw new LabException(error.Message, error);
        }
    }
}
