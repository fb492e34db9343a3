using System.Security.Cryptography;
using Thaw.Hosting.Functions;
using Thaw.Linux.Files;
using Thaw.Python.Environments.Libraries;
using Thaw.Python.Interpreters;

namespace Thaw.Hosting.Libraries;

/// <summary>The distributions that deployed versions use, each once, named by its content.</summary>
/// <remarks>
/// Members may be called from any thread. The sources of a distribution are the same for every interpreter that it can be used with; its
/// byte code lies beside, for each interpreter that asked. Two threads that add the same one make it twice, and one is thrown away.
/// </remarks>
public sealed class LibraryStore
{
    private readonly OnceEach<string, bool> _compiled = new();
    private readonly string _folder;

    private LibraryStore(string folder) => _folder = folder;

    /// <summary>The names of all that are there.</summary>
    public IReadOnlyList<string> All => [.. Directory.EnumerateDirectories(_folder).Select(each => Path.GetFileName(each)).Where(name => name[0] != '.')];

    /// <summary>Whether one was damaged on the disk and was made anew: what was made of it before is damaged, too.</summary>
    internal bool HasRepaired { get; private set; }

    /// <summary>Opens the folder; creates it when missing, closed to others. What was begun and not finished is removed.</summary>
    public static LibraryStore Open(string folder)
    {
        Directory.CreateDirectory(folder, CodeStore.OwnersOnly);
        foreach (var unfinished in Directory.EnumerateDirectories(folder, ".*.tmp"))
            Directory.Delete(unfinished, recursive: true);
        return new LibraryStore(folder);
    }

    /// <summary>The folder of a distribution: its files as they lie in a folder of libraries.</summary>
    /// <param name="name">As <see cref="Add"/> returned it.</param>
    public string FolderOf(string name) => Path.Combine(_folder, name);

    /// <summary>Whether it is there.</summary>
    public bool Has(string name) => Directory.Exists(FolderOf(name));

    /// <summary>Keeps a distribution; one that is there and whole stays as it is.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="takeOver">True when the sources are Thaw's own copy: they become further names of what is kept, and nothing is copied.</param>
    /// <returns>Its name: 40 hexadecimal digits over paths, kinds and content.</returns>
    /// <exception cref="IOException">It cannot be read or kept.</exception>
    public string Add(LibraryFiles files, bool takeOver)
    {
        ArgumentNullException.ThrowIfNull(files);
        var name = LibraryName.Of(files);
        var folder = FolderOf(name);
        var isThere = Directory.Exists(folder);
        if (!isThere || LibraryName.OfFolder(folder) != name)
        {
            Make(files, folder, takeOver);
            HasRepaired |= isThere;
        }
        if (takeOver)
            TakeOver(files, folder);
        return name;
    }

    /// <summary>Makes the byte code of a distribution for an interpreter, once.</summary>
    /// <exception cref="HostingException">The interpreter does not work.</exception>
    public void Compile(string name, Interpreter interpreter)
    {
        ArgumentNullException.ThrowIfNull(interpreter);
        _ = _compiled.Get(name + interpreter.Build, _ =>
        {
            ByteCodeCompiler.Compile(FolderOf(name), SourcesIn(FolderOf(name)), interpreter);
            return true;
        });
    }

    /// <summary>Removes all but these.</summary>
    /// <param name="kept">The names of those that are needed.</param>
    public void KeepOnly(IReadOnlySet<string> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        foreach (var name in All.Where(name => !kept.Contains(name)))
        {
            foreach (var key in _compiled.Keys.Where(key => key.StartsWith(name, StringComparison.Ordinal)))
                _compiled.Forget(key);
            StoreFolder.Remove(FolderOf(name));
        }
    }

    private void Make(LibraryFiles files, string folder, bool takeOver)
    {
        var temporary = Path.Combine(_folder, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");
        try
        {
            Directory.CreateDirectory(temporary);
            foreach (var file in files.Files)
                Put(file, Path.Combine(temporary, file.Path), takeOver);
            StoreFolder.OpenToReaders(temporary);
            StoreFolder.PutInPlace(temporary, folder);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private static void Put(LibraryFile file, string target, bool takeOver)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (file.IsLink)
            File.CreateSymbolicLink(target, file.Source);
        else if (takeOver)
            HardLink.Create(file.Source, target);
        else
            CopyWithByteCode(file.Source, target);
    }

    // A system's package has its byte code compiled; it holds for a copy, because the date of the source is copied as well.
    private static void CopyWithByteCode(string source, string target)
    {
        File.Copy(source, target);
        var cache = Path.Combine(Path.GetDirectoryName(source)!, "__pycache__");
        if (Path.GetExtension(source) != ".py" || !Directory.Exists(cache))
            return;
        foreach (var compiled in Directory.EnumerateFiles(cache, Path.GetFileNameWithoutExtension(source) + ".cpython-*.pyc"))
        {
            var place = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(target)!, "__pycache__")).FullName;
            if (Path.GetFileName(compiled).Split('.').Length == 3)
                File.Copy(compiled, Path.Combine(place, Path.GetFileName(compiled)));
        }
    }

    private static void TakeOver(LibraryFiles files, string folder)
    {
        foreach (var file in files.Files.Where(file => !file.IsLink))
        {
            var beside = file.Source + ".thaw-tmp";
            HardLink.Create(Path.Combine(folder, file.Path), beside);
            File.Move(beside, file.Source, overwrite: true);
            // rename(2) does nothing when both names are of one file already.
            File.Delete(beside);
        }
    }

    private static IEnumerable<string> SourcesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.py", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint });
}
