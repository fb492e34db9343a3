using Thaw.Linux.Native;

namespace Thaw.Linux.Ownership;

/// <summary>
/// Where Thaw keeps what lasts as long as the machine runs: <c>$THAW_STATE</c>, or <c>/run/thaw</c> for root,
/// <c>$XDG_RUNTIME_DIR/thaw</c> or <c>/tmp/thaw-UID</c> for others. What is recorded there gets deleted, so nobody else
/// may write to it.
/// </summary>
public static unsafe class StateFolder
{
    /// <summary>The folder that this user's environment names; nothing is created.</summary>
    public static string Default =>
        Choose(LibC.GetEffectiveUserId(), Environment.GetEnvironmentVariable);

    /// <summary>Creates the folder with mode 0700, or checks that an existing one is ours and closed to others.</summary>
    /// <exception cref="IOException">It is somebody else's, a link, or open to others.</exception>
    public static string Prepare(string folder)
    {
        const UnixFileMode ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder, ours);
        FileStatus status;
        // Safe: the kernel fills one structure of its own size on our stack.
        if (LibC.FileStatus(FileStatus.CurrentFolder, folder, FileStatus.DoNotFollowLinks, FileStatus.BasicMask, &status) == -1)
            throw Errno.LastAsException($"cannot look at the state folder {folder}");
        if ((status.Mode & FileStatus.TypeMask) != FileStatus.TypeFolder)
            throw new IOException($"the state folder {folder} is a link; set THAW_STATE to a folder of your own");
        if (status.UserId != LibC.GetEffectiveUserId())
            throw new IOException($"the state folder {folder} belongs to user {status.UserId}; set THAW_STATE to a folder of your own");
        if ((status.Mode & 0b000_010_010) != 0)
            throw new IOException($"the state folder {folder} is writable by others; run: chmod 700 {folder}");
        return folder;
    }

    internal static string Choose(uint userId, Func<string, string?> environment)
    {
        if (environment("THAW_STATE") is { Length: > 0 } chosen)
            return Path.GetFullPath(chosen);
        if (userId == 0)
            return "/run/thaw";
        return environment("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime)
            ? Path.Combine(runtime, "thaw")
            : $"/tmp/thaw-{userId}";
    }
}
