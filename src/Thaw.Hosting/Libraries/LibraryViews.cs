using System.Security.Cryptography;
using Thaw.Hosting.Functions;
using Thaw.Linux.Files;
using Thaw.Python.Environments.Libraries;

namespace Thaw.Hosting.Libraries;

/// <summary>
/// Folders of libraries as instances see them: the files of several distributions in one folder, each a further name of the one file that
/// the <see cref="LibraryStore"/> keeps. So a cold start searches one folder and mounts one, and the page cache holds a file once.
/// </summary>
/// <remarks>
/// Members may be called from any thread. The file <see cref="Marker"/> tells the runtime in its first line whether the folder comes
/// before the function's own, and in the others the names of the .pth files in it.
/// </remarks>
internal sealed class LibraryViews
{
    /// <summary>Where an instance sees its libraries; the same for all, so that what was imported in one is where another expects it.</summary>
    public const string Place = "/var/libraries";

    /// <summary>There when there are libraries.</summary>
    public const string Marker = ".thaw";

    private readonly OnceEach<string, string> _made = new();
    private readonly LibraryStore _store;
    private readonly string _folder;

    private LibraryViews(string folder, LibraryStore store) => (_folder, _store) = (folder, store);

    /// <summary>Opens the folder; creates it when missing, closed to others. What was begun and not finished is removed.</summary>
    public static LibraryViews Open(string folder, LibraryStore store)
    {
        Directory.CreateDirectory(folder, CodeStore.OwnersOnly);
        foreach (var unfinished in Directory.EnumerateDirectories(folder, ".*.tmp"))
            Directory.Delete(unfinished, recursive: true);
        return new LibraryViews(folder, store);
    }

    /// <summary>The folder of a view; made when it is not there.</summary>
    public string Prepare(LibraryViewPlan plan) => _made.Get(plan.Name, name => FindOrMake(plan, Path.Combine(_folder, name)));

    /// <summary>Removes all but these.</summary>
    public void KeepOnly(IReadOnlySet<string> names)
    {
        foreach (var folder in Directory.EnumerateDirectories(_folder).Where(each => !names.Contains(Path.GetFileName(each))).ToList())
        {
            _made.Forget(Path.GetFileName(folder));
            StoreFolder.Remove(folder);
        }
    }

    private string FindOrMake(LibraryViewPlan plan, string folder)
    {
        if (Directory.Exists(folder) && !_store.HasRepaired)
            return folder;
        var temporary = Path.Combine(_folder, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            Fill(plan, temporary);
            StoreFolder.OpenFolders(temporary);
            StoreFolder.PutInPlace(temporary, folder);
            return folder;
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private void Fill(LibraryViewPlan plan, string folder)
    {
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < plan.Groups.Count; index++)
        {
            if (index == 1)
                hidden.UnionWith(plan.HiddenFromLater);
            if (index == plan.Groups.Count - 1)
                hidden.UnionWith(plan.HiddenFromLast);
            var shown = new HashSet<string>(StringComparer.Ordinal);
            foreach (var library in plan.Groups[index])
                Link(new DirectoryInfo(_store.FolderOf(library)), "", folder, plan.Interpreter.CacheTag, hidden, shown);
            hidden.UnionWith(shown);
        }
        var paths = Directory.EnumerateFiles(folder, "*.pth").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
        File.WriteAllText(Path.Combine(folder, Marker), string.Join('\n', paths.Prepend(plan.ComesFirst ? "first" : "later")));
        ConsoleScripts.Write(folder, plan.Interpreter.Executable);
    }

    /// <summary>Adds a folder's files; what is hidden is left out, and whole modules that it has come to <paramref name="shown"/>.</summary>
    private static void Link(DirectoryInfo from, string inside, string folder, string tag, HashSet<string> hidden, HashSet<string> shown)
    {
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            var path = inside + entry.Name;
            if (entry is DirectoryInfo { LinkTarget: null } inner)
            {
                Link(inner, path + "/", folder, tag, hidden, shown);
                continue;
            }
            var module = LibraryFinder.ModuleOf(path);
            if ((module is not null && hidden.Contains(module)) || IsOthersByteCode(path, tag))
                continue;
            if (module is not null && IsWholeModule(path, module))
                shown.Add(module);
            Show(entry, Path.Combine(folder, path));
        }
    }

    private static void Show(FileSystemInfo entry, string target)
    {
        if (Path.Exists(target) || new FileInfo(target).LinkTarget is not null)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (entry.LinkTarget is { } link)
            File.CreateSymbolicLink(target, link);
        else
            HardLink.Create(entry.FullName, target);
    }

    // Parts of a namespace package may come from several distributions; of a module or a package with a file of its own there is one.
    private static bool IsWholeModule(string path, string module) =>
        !path.Contains('/', StringComparison.Ordinal) || path == module + "/__init__.py";

    private static bool IsOthersByteCode(string path, string tag) =>
        path.EndsWith(".pyc", StringComparison.Ordinal) && path.Contains("__pycache__/", StringComparison.Ordinal)
        && !path.EndsWith($".{tag}.pyc", StringComparison.Ordinal);
}
