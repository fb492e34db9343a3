namespace Thaw.Snapshots;

/// <summary>Why a snapshot cannot be kept, used or moved: one line that says what is wrong.</summary>
public sealed class SnapshotException : Exception
{
    /// <summary>Says why.</summary>
    public SnapshotException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, and what caused it.</summary>
    public SnapshotException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
