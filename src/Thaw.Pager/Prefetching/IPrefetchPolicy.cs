using Thaw.Pager.Maps;
using Thaw.Pager.WorkingSets;

namespace Thaw.Pager.Prefetching;

/// <summary>Which pages a restored process gets before it asks for them, in which order, and where they are read.</summary>
/// <remarks>Called once a restore, before the process is there; from any thread.</remarks>
public interface IPrefetchPolicy
{
    /// <summary>The name by which a request asks for it: small letters and hyphens.</summary>
    string Name { get; }

    /// <summary>Whether it needs a working set: a request that names none is refused then.</summary>
    bool NeedsWorkingSet { get; }

    /// <summary>Decides.</summary>
    /// <param name="maps">Each task's map.</param>
    /// <param name="workingSet">What an earlier restore touched; null if there is none, or it belongs to another snapshot.</param>
    PrefetchPlan Plan(IReadOnlyDictionary<uint, PageMap> maps, WorkingSetTable? workingSet);
}

/// <summary>What a policy has decided.</summary>
/// <param name="Supply">Where the pages are read.</param>
/// <param name="Runs">Ranges, the first to be put first. Out of a working-set file only its own runs can be had.</param>
public sealed record PrefetchPlan(PrefetchSupply Supply, IReadOnlyList<WorkingSetRun> Runs)
{
    /// <summary>Nothing before it is asked for.</summary>
    public static PrefetchPlan Nothing { get; } = new(PrefetchSupply.Source, []);
}

/// <summary>Where prefetched pages are read.</summary>
public enum PrefetchSupply
{
    /// <summary>From the snapshot, where each of them is, by several threads.</summary>
    Source,

    /// <summary>From the working-set file.</summary>
    WorkingSetFile,

    /// <summary>From the working-set file, past the page cache where its file system can.</summary>
    DirectWorkingSetFile,
}
