using Thaw.Pager.Statistics;

namespace Thaw.Pager.Engine;

/// <summary>How a restore's paging ended.</summary>
public enum PagingOutcome
{
    /// <summary>The process has all of its pages, and needs the pager no more.</summary>
    Complete,

    /// <summary>The process has ended.</summary>
    Gone,

    /// <summary>A page could not be had, in time or at all: the process was killed, because it must not go on without.</summary>
    Failed,
}

/// <summary>The end of a restore's paging.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Message">Why it failed; null otherwise.</param>
/// <param name="Statistics">What it took.</param>
public sealed record PagingEnd(PagingOutcome Outcome, string? Message, PagerStatistics Statistics);

/// <summary>What came of a recording.</summary>
/// <param name="TouchedPages">How many pages were touched.</param>
/// <param name="Runs">How many ranges the working set has.</param>
/// <param name="WorkingSetBytes">How many bytes the file holds of them.</param>
/// <param name="IsCutShort">Whether more pages were touched than are noted.</param>
public sealed record RecordedSet(int TouchedPages, int Runs, long WorkingSetBytes, bool IsCutShort);
