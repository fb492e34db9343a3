using Thaw.Pager.Maps;
using Thaw.Pager.WorkingSets;

namespace Thaw.Pager.Engine;

/// <summary>Writes what a session has recorded.</summary>
internal static class Recording
{
    /// <summary>The trace's name, behind that of the working set.</summary>
    public const string TraceSuffix = ".trace";

    public static RecordedSet Write(
        PagingSettings settings, IReadOnlyDictionary<uint, PageMap> maps, IReadOnlyList<PageTouch> touches, bool isCutShort)
    {
        var path = settings.RecordTo!;
        try
        {
            new TouchTrace { Touches = touches, Identity = settings.Identity, IsCutShort = isCutShort }.Write(path + TraceSuffix);
            var runs = WorkingSetBuilder.Coalesce(touches, maps, settings.GapPages);
            WorkingSetBuilder.Write(path, runs, maps, settings.Sources, settings.Identity);
            return new RecordedSet(touches.Count, runs.Count, runs.Sum(run => run.IsZero ? 0 : run.Length), isCutShort);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new PagerException($"the working set cannot be written to {path}: {e.Message}", e);
        }
    }
}
