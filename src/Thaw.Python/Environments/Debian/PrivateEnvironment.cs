using System.Text;
using Thaw.Python.Interpreters;

namespace Thaw.Python.Environments.Debian;

/// <summary>A virtual environment made by hand: links to packages' files, and nothing copied.</summary>
/// <remarks>
/// It is made under a temporary name and renamed, so two processes may make the same one: the second finds its
/// place taken and throws its own away. One that lost links (its target went away, a disk was full) is made again.
/// </remarks>
internal static class PrivateEnvironment
{
    private const string Prefix = "environment-";

    /// <summary>The environment's folder; makes it if need be.</summary>
    public static string Provide(Interpreter interpreter, IReadOnlyList<string> packages, string cacheFolder)
    {
        var selection = PackageSelection.Of(interpreter, packages);
        var folder = Path.Combine(Path.GetFullPath(cacheFolder), Prefix + selection.Key());
        if (EnvironmentRecord.Holds(folder))
            return folder;
        Directory.CreateDirectory(cacheFolder);
        var temporary = Path.Combine(Path.GetFullPath(cacheFolder), $".{Prefix}{Guid.NewGuid():N}.tmp");
        try
        {
            Build(temporary, interpreter, selection.Links());
            PutInPlace(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
        return folder;
    }

    /// <summary>The folder of libraries in an environment.</summary>
    public static string SitePackages(string folder, Interpreter interpreter) =>
        Path.Combine(folder, $"lib/python{interpreter.MinorVersion}/site-packages");

    private static void Build(string folder, Interpreter interpreter, IReadOnlyList<FarmLink> links)
    {
        var site = SitePackages(folder, interpreter);
        Directory.CreateDirectory(site);
        foreach (var link in links)
        {
            var path = Path.Combine(site, link.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, link.Target);
        }
        Directory.CreateDirectory(Path.Combine(folder, "bin"));
        File.CreateSymbolicLink(Path.Combine(folder, "bin/python"), Start(interpreter));
        File.CreateSymbolicLink(Path.Combine(folder, "bin/python3"), "python");
        AtomicFile.Write(Path.Combine(folder, "pyvenv.cfg"), Encoding.UTF8.GetBytes(
            $"home = {Path.Combine(interpreter.BasePrefix, "bin")}\n"
            + "include-system-site-packages = false\n"
            + $"version = {interpreter.Version}\n"
            + $"executable = {interpreter.BaseExecutable}\n"));
        EnvironmentRecord.Write(folder, links.Count);
    }

    // The file behind links such as python3; a private interpreter's wrapper script passes on the name that it was
    // called by, so a link to it does what a link to a binary does.
    private static string Start(Interpreter interpreter) =>
        File.ResolveLinkTarget(interpreter.BaseExecutable, returnFinalTarget: true)?.FullName ?? interpreter.BaseExecutable;

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
            // What is there is damaged: out of the way with it. If another process repairs it too, one of the two
            // renames fails, and what is there then is whole.
            Directory.Move(folder, temporary + ".old");
            Directory.Delete(temporary + ".old", recursive: true);
            Directory.Move(temporary, folder);
        }
    }
}
