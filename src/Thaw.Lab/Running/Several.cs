using System.Runtime.ExceptionServices;

namespace Thaw.Lab.Running;

/// <summary>Does things side by side.</summary>
internal static class Several
{
    /// <summary>What each item comes to, in the order of the items. The first exception ends it and is thrown as it is.</summary>
    /// <param name="items">The items.</param>
    /// <param name="atOnce">How many at a time, 1 or more.</param>
    /// <param name="run">May be called from several threads.</param>
    /// <param name="cancellation">Ends it.</param>
    public static TResult[] Select<T, TResult>(IReadOnlyList<T> items, int atOnce, Func<T, TResult> run, CancellationToken cancellation)
    {
        var results = new TResult[items.Count];
        try
        {
            Parallel.For(
                0, items.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation },
                place => results[place] = run(items[place]));
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        return results;
    }
}
