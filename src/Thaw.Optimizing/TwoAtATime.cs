using System.Runtime.ExceptionServices;

namespace Thaw.Optimizing;

/// <summary>Runs processes side by side where nothing of them is timed.</summary>
/// <remarks>Two: more would make each slower than its time-outs allow for, and use memory for nothing.</remarks>
internal static class TwoAtATime
{
    /// <summary>What each item comes to, in the order of the items. The first exception ends it and is thrown as it is.</summary>
    public static TResult[] Select<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> run, CancellationToken cancellation)
    {
        var results = new TResult[items.Count];
        var two = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, items.Count, two, place => results[place] = run(items[place]));
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        return results;
    }
}
