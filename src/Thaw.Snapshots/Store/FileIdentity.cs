using Thaw.Linux.Files;

namespace Thaw.Snapshots.Store;

/// <summary>By what a file that was not written to since is known: then it need not be read again to know its content.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Number">Its number in its file system.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="WrittenTicks">When it was written to last, in ticks of 100 ns.</param>
/// <remarks>
/// The time of the last change of its entry is no part of it: that changes when an instance's folder gets a link to the file. A program that
/// writes and sets the time back can do so only as the owner, who could sign as well.
/// </remarks>
internal sealed record FileIdentity(string Path, ulong Number, long Bytes, long WrittenTicks)
{
    /// <summary>That of a file, links followed; null when there is none.</summary>
    public static FileIdentity? Of(string path)
    {
        if (HardLink.NumberOf(path) is not { } number)
            return null;
        var info = new FileInfo(path);
        var target = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
        return new FileIdentity(path, number, target.Length, target.LastWriteTimeUtc.Ticks);
    }
}

/// <summary>What was found whole, while this boot of the host lasts.</summary>
/// <param name="Boot">The host's boot.</param>
/// <param name="Files">The snapshot's files, and its libraries', as they were then.</param>
internal sealed record VerifiedState(string Boot, IReadOnlyList<FileIdentity> Files);
