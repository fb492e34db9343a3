namespace Thaw.Sandboxing.Roots;

/// <summary>A folder that is a whole file system to what runs in it. Paths in it never lead out, whatever its links say.</summary>
/// <remarks>Members may be called from any thread as long as nobody changes what it holds.</remarks>
/// <param name="folder">The absolute path on this machine.</param>
public sealed class RootFolder(string folder)
{
    // Linux's own number (path_resolution(7)).
    private const int MostLinks = 40;

    /// <summary>Where it is on this machine; empty for the machine's own root.</summary>
    public string Folder { get; } = folder.TrimEnd('/');

    /// <summary>Where something in it is on this machine, as a process finds it for which this is /.</summary>
    /// <param name="path">A path in it; a leading / changes nothing, and .. at the top leads nowhere.</param>
    /// <param name="followsLast">Whether a link at the very end stands for what it names, or for itself.</param>
    /// <returns>A path below <see cref="Folder"/>, or that itself. Nothing need be there.</returns>
    /// <exception cref="SandboxException">Links lead in circles.</exception>
    public string Resolve(string path, bool followsLast = true)
    {
        ArgumentNullException.ThrowIfNull(path);
        var left = new Stack<string>(path.Split('/').Reverse());
        var found = new List<string>();
        var links = 0;
        while (left.TryPop(out var name))
        {
            if (name is "" or ".")
                continue;
            if (name == "..")
            {
                if (found.Count > 0)
                    found.RemoveAt(found.Count - 1);
                continue;
            }
            found.Add(name);
            if ((left.Count == 0 && !followsLast) || new FileInfo(Below(found)).LinkTarget is not { } target)
                continue;
            if (++links > MostLinks)
                throw new SandboxException($"{path}: links in the root file system lead in circles");
            found.RemoveAt(found.Count - 1);
            if (target.StartsWith('/'))
                found.Clear();
            foreach (var part in target.Split('/').Reverse())
                left.Push(part);
        }
        return Below(found);
    }

    /// <summary>The interpreters in it: a name as <c>python3.11</c>, and its path in there. The first of a name is the one that PATH finds.</summary>
    public IReadOnlyDictionary<string, string> FindPythons()
    {
        var pythons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var place in (string[])["/usr/local/bin", "/usr/bin", "/bin"])
        {
            var folder = Resolve(place);
            foreach (var name in Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, "python3.*").Select(path => Path.GetFileName(path)) : [])
            {
                if (int.TryParse(name["python3.".Length..], out _) && IsProgram($"{place}/{name}"))
                    pythons.TryAdd(name, $"{place}/{name}");
            }
        }
        return pythons;
    }

    private bool IsProgram(string path)
    {
        try
        {
            return new FileInfo(Resolve(path)) is { Exists: true } file && file.UnixFileMode.HasFlag(UnixFileMode.OtherExecute);
        }
        catch (SandboxException)
        {
            // A link in a circle.
            return false;
        }
    }

    private string Below(List<string> names) => names.Count == 0 && Folder.Length > 0 ? Folder : $"{Folder}/{string.Join('/', names)}";
}
