namespace Thaw.Hosting.Libraries;

/// <summary>The programs that distributions declare in their entry points, as an installer would write them.</summary>
internal static class ConsoleScripts
{
    /// <summary>The folder of programs in a folder of libraries.</summary>
    public const string Folder = "bin";

    /// <summary>Writes them; a name that is there already stays as it is.</summary>
    /// <param name="libraries">A folder of libraries.</param>
    /// <param name="interpreter">The program that runs them, as an instance sees it.</param>
    public static void Write(string libraries, string interpreter)
    {
        var lists = Directory.EnumerateDirectories(libraries, "*.*-info").Select(folder => Path.Combine(folder, "entry_points.txt")).Where(File.Exists);
        foreach (var (name, module, callable) in lists.Order(StringComparer.Ordinal).SelectMany(list => Read(File.ReadLines(list))))
        {
            var path = Path.Combine(libraries, Folder, name);
            if (Path.Exists(path))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Without the site module, as instances run: nothing that the machine has installed is seen.
            File.WriteAllText(path, $"#!{interpreter} -S\nimport sys\nsys.path[0] = \"{LibraryViews.Place}\"\nfrom {module} import {callable.Split('.')[0]}\nsys.exit({callable}())\n");
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }

    private static IEnumerable<(string Name, string Module, string Callable)> Read(IEnumerable<string> lines)
    {
        var isWanted = false;
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.StartsWith('['))
                isWanted = line == "[console_scripts]";
            else if (isWanted && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var target] && IsName(name)
                && target.Split('[')[0].Split(':', StringSplitOptions.TrimEntries) is [var module, var callable] && IsPython(module) && IsPython(callable))
                yield return (name, module, callable);
        }
    }

    // It becomes a file's name, and the target a line of Python: a hostile distribution names neither freely.
    private static bool IsName(string name) =>
        name.Length is > 0 and < 200 && name[0] is not ('.' or '-') && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '+');

    private static bool IsPython(string dotted) =>
        dotted.Split('.').All(part => part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'));
}
