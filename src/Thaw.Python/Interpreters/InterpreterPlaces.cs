namespace Thaw.Python.Interpreters;

/// <summary>Where interpreters may be.</summary>
internal static class InterpreterPlaces
{
    // After su, PATH may hold another user's folders.
    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true };

    private static string Home => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The path behind what a user wrote: a path as it is, a command looked up on <c>PATH</c>; null: none.</summary>
    public static string? Resolve(string executable)
    {
        if (executable.Contains('/', StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(executable);
            return File.Exists(path) ? path : null;
        }
        return OnPath(executable).FirstOrDefault();
    }

    /// <summary>The system's own interpreters.</summary>
    public static IEnumerable<string> System() => Existing(["/usr/bin/python3"]).Concat(Versioned("/usr/bin"));

    /// <summary>The user's choice: the active virtual environment, then <c>PATH</c>, then the system.</summary>
    public static IEnumerable<string> Preferred()
    {
        var active = Environment.GetEnvironmentVariable("VIRTUAL_ENV");
        return Existing(active is null ? [] : [Path.Combine(active, "bin/python")])
            .Concat(OnPath("python3")).Concat(OnPath("python")).Concat(System());
    }

    /// <summary>Every place, the system's first, so that it wins among equals.</summary>
    public static IEnumerable<string> All() => System()
        .Concat(Private())
        .Concat(Preferred())
        .Concat(PathFolders().SelectMany(Versioned).Where(f => !IsScript(f)))
        .Concat(Installed(Path.Combine(Home, ".pyenv/versions")))
        .Concat(Installed(Path.Combine(Home, ".local/share/uv/python")))
        .Concat(Versioned("/usr/local/bin"))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Private() =>
        PrivateFolders().SelectMany(Subfolders).SelectMany(f => Versioned(Path.Combine(f, "bin")));

    // The variable, or the folder of the repository that this program was built in.
    private static IEnumerable<string> PrivateFolders()
    {
        if (Environment.GetEnvironmentVariable("THAW_PYTHONS") is { Length: > 0 } given)
            return given.Split(':', StringSplitOptions.RemoveEmptyEntries);
        var folders = new List<string>();
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.Name == "artifacts")
                folders.Add(Path.Combine(folder.FullName, "pythons"));
        }
        return folders;
    }

    private static IEnumerable<string> Installed(string folder) =>
        Subfolders(folder).SelectMany(f => Existing([Path.Combine(f, "bin/python3")]));

    private static IEnumerable<string> Subfolders(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateDirectories(folder, "*", Readable).Order(StringComparer.Ordinal)
        : [];

    /// <summary>Programs named <c>python3.N</c>, the newest first.</summary>
    private static IEnumerable<string> Versioned(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "python3.*", Readable)
            .Where(f => MinorOf(f) is not null).OrderByDescending(MinorOf)
        : [];

    // The pattern above also yields "python3", "python3.11-config" and the like.
    private static int? MinorOf(string file) =>
        int.TryParse(Path.GetFileName(file).AsSpan("python3".Length).TrimStart('.'), out var minor) ? minor : null;

    private static IEnumerable<string> OnPath(string command) =>
        Existing(PathFolders().Select(f => Path.Combine(f, command)));

    private static IEnumerable<string> PathFolders() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted);

    // Scripts among the programs on PATH are shims of version managers: slow to ask, and what they start is found in
    // the managers' own folders.
    private static bool IsScript(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return stream.ReadByte() == '#' && stream.ReadByte() == '!';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static IEnumerable<string> Existing(IEnumerable<string> files) => files.Where(File.Exists);
}
