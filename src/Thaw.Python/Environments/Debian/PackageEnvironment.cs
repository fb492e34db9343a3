using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Debian;

/// <summary>A virtual environment of links to Debian packages' files.</summary>
/// <remarks>
/// It is made under a temporary name and renamed, so two processes may make the same one: the second finds its
/// place taken and throws its own away. One that lost links (its target went away) is made again.
/// </remarks>
internal static class PackageEnvironment
{
    /// <summary>The environment's folder; makes it if need be.</summary>
    public static string Provide(Interpreter interpreter, IReadOnlyList<string> packages, string cacheFolder)
    {
        var cache = Path.GetFullPath(cacheFolder);
        var memo = new SelectionMemo(cache, interpreter, packages);
        if (memo.Recall() is { } known)
            return known;
        var selection = PackageSelection.Of(interpreter, packages);
        var links = selection.Links();
        var folder = Path.Combine(cache, $"debian-{selection.Key(links)}");
        if (!EnvironmentRecord.Holds(folder))
            Make(folder, interpreter, links);
        memo.Keep(folder);
        return folder;
    }

    private static void Make(string folder, Interpreter interpreter, IReadOnlyList<FarmLink> links)
    {
        var temporary = $"{folder}-{Guid.NewGuid():N}.tmp";
        try
        {
            Build(temporary, folder, interpreter, links);
            PutInPlace(temporary, folder);
            Leftovers.Remove(Path.GetDirectoryName(folder)!);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Build(string folder, string finalFolder, Interpreter interpreter, IReadOnlyList<FarmLink> links)
    {
        VirtualEnvironment.Make(folder, interpreter);
        foreach (var link in links)
        {
            var path = Path.Combine(folder, link.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, link.Target);
        }
        if (Directory.Exists(VirtualEnvironment.BaseLibrary(folder, interpreter)))
            VirtualEnvironment.UseOwnBase(folder, finalFolder, interpreter);
        EnvironmentRecord.Write(folder);
    }

    private static void PutInPlace(string temporary, string folder)
    {
        try
        {
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (EnvironmentRecord.Holds(folder))
        {
            // Another process was faster; its environment is the same as ours.
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Replace(folder, temporary);
        }
    }

    // What is there is damaged: out of the way with it. Of two processes that repair it, one finds it whole.
    private static void Replace(string folder, string temporary)
    {
        var old = temporary + ".old";
        try
        {
            Directory.Move(folder, old);
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (EnvironmentRecord.Holds(folder))
        {
            // The other one was faster.
        }
        finally
        {
            if (Directory.Exists(old))
                Directory.Delete(old, recursive: true);
        }
    }
}
