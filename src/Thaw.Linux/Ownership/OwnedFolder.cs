namespace Thaw.Linux.Ownership;

/// <summary>A folder that goes with Thaw: on Dispose, or by the guardian when Thaw dies.</summary>
public sealed class OwnedFolder : IDisposable
{
    private readonly Action _release;
    private int _released;

    internal OwnedFolder(string path, Action release)
    {
        Path = path;
        _release = release;
    }

    /// <summary>Its absolute path; mode 0700, empty at first.</summary>
    public string Path { get; }

    /// <summary>Deletes the folder with all that it holds; links in it are removed, not followed.</summary>
    /// <exception cref="IOException">It holds a mount, or something cannot be deleted; it stays recorded.</exception>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return;
        FolderRemoval.Remove(Path);
        _release();
    }
}
