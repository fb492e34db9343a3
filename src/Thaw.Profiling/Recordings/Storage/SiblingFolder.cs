using Thaw.Linux.Ownership;

namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Where a recording grows: a folder inside a temporary one that goes with it, beside the final one.</summary>
/// <remarks>The inner one has the usual mode, because it is what stays; the outer one is closed to others.</remarks>
internal sealed class SiblingFolder : IDisposable
{
    private readonly OwnedFolder? _owned;
    private readonly string _outer;

    private SiblingFolder(string outer, OwnedFolder? owned)
    {
        _outer = outer;
        _owned = owned;
        Path = System.IO.Path.Combine(outer, "recording");
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder to write to and to move, absolute.</summary>
    public string Path { get; }

    /// <summary>Creates it in <paramref name="parent"/>.</summary>
    public static SiblingFolder Create(string parent, string name, OwnershipLedger? ledger)
    {
        // A ledger is read line by line; such a folder is removed on every end but kill -9.
        OwnedFolder? owned = parent.Contains('\n', StringComparison.Ordinal) ? null : ledger?.CreateOwnedFolder("recording", parent);
        string outer = owned?.Path ?? System.IO.Path.Combine(parent, $".{name}.{Guid.NewGuid():n}.tmp");
        try
        {
            return new SiblingFolder(outer, owned);
        }
        catch
        {
            owned?.Dispose();
            throw;
        }
    }

    /// <summary>Removes whatever is in the temporary folder, and the folder.</summary>
    public void Dispose()
    {
        if (_owned is not null)
            _owned.Dispose();
        else if (Directory.Exists(_outer))
            Directory.Delete(_outer, recursive: true);
    }
}
