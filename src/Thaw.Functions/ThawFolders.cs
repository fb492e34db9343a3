namespace Thaw.Functions;

/// <summary>Where Thaw keeps what outlives one run.</summary>
public static class ThawFolders
{
    /// <summary>
    /// Recordings, results and whatever must not be lost: <c>$THAW_HOME</c>; <c>/var/lib/thaw</c> for root;
    /// <c>$XDG_DATA_HOME/thaw</c> (by default <c>~/.local/share/thaw</c>) otherwise.
    /// </summary>
    public static string Home => Named("THAW_HOME") ?? (IsRoot ? "/var/lib/thaw" : Under("XDG_DATA_HOME", ".local/share"));

    /// <summary>What can be made again: <c>$THAW_CACHE</c>; <c>/var/cache/thaw</c> for root; <c>$XDG_CACHE_HOME/thaw</c> otherwise.</summary>
    public static string Cache => Named("THAW_CACHE") ?? (IsRoot ? "/var/cache/thaw" : Under("XDG_CACHE_HOME", ".cache"));

    /// <summary>Recordings that were given no other place.</summary>
    public static string Recordings => Path.Combine(Home, "recordings");

    private static bool IsRoot => Environment.IsPrivilegedProcess;

    private static string? Named(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? Path.GetFullPath(value) : null;

    private static string Under(string variable, string fallback) => Path.Combine(
        Named(variable) ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), fallback), "thaw");
}
