using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Libraries;

/// <summary>Removes from the disk what no version uses, at moments when nothing is being deployed.</summary>
/// <remarks>Members may be called from any thread; Dispose comes last.</remarks>
/// <param name="files">The stores.</param>
/// <param name="versions">All versions that there are, and those that instances still run.</param>
/// <param name="layers">The zips of all layers.</param>
/// <param name="isWhole">False when a function or a layer could not be read: what it refers to is not known, so nothing is removed.</param>
internal sealed class StoreCollector(
    VersionFiles files, Func<IReadOnlyList<FunctionVersion>> versions, Func<IEnumerable<string>> layers, bool isWhole) : IDisposable
{
    private readonly ReaderWriterLockSlim _deploying = new();

    /// <summary>Runs a change, during which nothing is removed: what it adds has no version yet that refers to it.</summary>
    public T Deploy<T>(Func<T> change)
    {
        _deploying.EnterReadLock();
        try
        {
            return change();
        }
        finally
        {
            _deploying.ExitReadLock();
        }
    }

    /// <summary>Removes what nothing uses. Nothing happens while something is being deployed: the next change tries again.</summary>
    public void Collect()
    {
        if (!isWhole || !_deploying.TryEnterWriteLock(TimeSpan.Zero))
            return;
        try
        {
            files.Collect(versions(), layers());
        }
        finally
        {
            _deploying.ExitWriteLock();
        }
    }

    public void Dispose() => _deploying.Dispose();
}
