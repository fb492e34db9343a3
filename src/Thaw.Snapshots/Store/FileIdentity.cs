using Thaw.Linux.Files;

namespace Thaw.Snapshots.Store;

/// <summary>A file, and by what it is known that was not written to since.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Stamp">Its number, size and date.</param>
/// <remarks>
/// The date of the last change of its entry is no part of it: that changes when an instance's folder gets a link to the file. A program that
/// writes and sets the date back can do so only as the owner, who could sign as well.
/// </remarks>
internal sealed record FileIdentity(string Path, FileStamp Stamp)
{
    /// <summary>That of a file, links followed; null when there is none.</summary>
    public static FileIdentity? Of(string path) => FileStamp.Of(path) is { } stamp ? new FileIdentity(path, stamp) : null;
}

/// <summary>What was found whole, while this boot of the host lasts.</summary>
/// <param name="Boot">The host's boot.</param>
/// <param name="Files">The snapshot's files, and its libraries', as they were then.</param>
internal sealed record VerifiedState(string Boot, IReadOnlyList<FileIdentity> Files);
