using System.Formats.Tar;
using Thaw.Linux.Files;

namespace Thaw.Sandboxing.Roots;

/// <summary>Lays tar streams over a folder, each over what those before left. Nothing outside of the folder is touched, whatever they say.</summary>
/// <remarks>
/// Files are the caller's; set-uid bits, extended attributes, devices and sockets are left out, which a sandbox would not honour anyway.
/// One call at a time.
/// </remarks>
internal sealed class TarApplier(string folder, RootLimits limits)
{
    private const string Whiteout = ".wh.";
    private const string Opaque = ".wh..wh..opq";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode All = (UnixFileMode)0x1ff;

    private readonly RootFolder _root = new(folder);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private long _bytes;
    private int _entries;

    /// <summary>Lays one over.</summary>
    /// <param name="tar">The stream; read to its end.</param>
    /// <param name="isLayer">Whether names that begin with .wh. stand for what goes, as in layers of images.</param>
    /// <exception cref="SandboxException">It is damaged, too large, or would lead out of the folder.</exception>
    public void Apply(Stream tar, bool isLayer)
    {
        _made.Clear();
        try
        {
            using var reader = new TarReader(tar, leaveOpen: true);
            while (reader.GetNextEntry() is { } entry)
                Apply(entry, isLayer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new SandboxException($"the root file system is no whole tar: {e.Message}", e);
        }
    }

    private void Apply(TarEntry entry, bool isLayer)
    {
        if (++_entries > limits.Entries)
            throw new SandboxException($"the root file system has more than {limits.Entries} files");
        if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            return;
        var names = Names(entry.Name);
        if (names.Length == 0)
            return;
        var parent = ParentOf(entry.Name, names);
        if (isLayer && names[^1].StartsWith(Whiteout, StringComparison.Ordinal))
            Hide(entry.Name, parent, names[^1]);
        else
            Put(entry, $"{parent}/{names[^1]}");
    }

    private static string[] Names(string path)
    {
        var names = path.Split('/').Where(name => name is not ("" or ".")).ToArray();
        return names.Contains("..") || path.Contains('\0', StringComparison.Ordinal)
            ? throw new SandboxException($"the root file system holds {path}, which leads out of it")
            : names;
    }

    /// <summary>The folder on this machine in which an entry is; links on the way lead where they lead in there.</summary>
    private string ParentOf(string path, string[] names)
    {
        var parent = _root.Resolve(string.Join('/', names[..^1]));
        if (File.Exists(parent))
            throw new SandboxException($"the root file system holds {path} below a file");
        RootMaker.CreateWithParents(parent);
        for (var each = parent; each.Length > _root.Folder.Length && _made.Add(each);)
            each = Path.GetDirectoryName(each)!;
        return parent;
    }

    private void Put(TarEntry entry, string place)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                PutFolder(entry, place);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                PutFile(entry, place);
                break;
            case TarEntryType.SymbolicLink:
                Remove(place);
                // A link's words are for whoever runs in there. Nothing out here follows it.
                File.CreateSymbolicLink(place, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                PutName(entry, place);
                break;
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo:
                return;
            default:
                throw new SandboxException($"the root file system holds {entry.Name}, of a kind that is not known ({entry.EntryType})");
        }
        _made.Add(place);
    }

    private static void PutFolder(TarEntry entry, string place)
    {
        if (new FileInfo(place).LinkTarget is not null || File.Exists(place))
            File.Delete(place);
        Directory.CreateDirectory(place);
        File.SetUnixFileMode(place, (entry.Mode & All) | Owner);
    }

    private void PutFile(TarEntry entry, string place)
    {
        _bytes += entry.Length;
        if (_bytes > limits.Bytes)
            throw new SandboxException($"the root file system has more than {limits.Bytes} bytes");
        Remove(place);
        using (var file = new FileStream(place, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            entry.DataStream?.CopyTo(file);
        File.SetUnixFileMode(place, (entry.Mode & All) | UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // Byte code goes by its source's date.
        File.SetLastWriteTimeUtc(place, entry.ModificationTime.UtcDateTime);
    }

    private void PutName(TarEntry entry, string place)
    {
        var names = Names(entry.LinkName);
        var existing = _root.Resolve(string.Join('/', names), followsLast: false);
        var target = new FileInfo(existing).LinkTarget;
        if (target is null && !File.Exists(existing))
            throw new SandboxException($"the root file system holds {entry.Name}, another name of {entry.LinkName}, which is no file in it");
        if (existing == place)
            return;
        Remove(place);
        if (target is null)
            HardLink.Create(existing, place);
        else
            File.CreateSymbolicLink(place, target);
    }

    private void Hide(string path, string parent, string name)
    {
        if (name == Opaque)
        {
            foreach (var each in Directory.GetFileSystemEntries(parent))
                RemoveOlder(each);
            return;
        }
        // Others of .wh..wh. are aufs' own files.
        if (name.StartsWith(Whiteout + Whiteout, StringComparison.Ordinal))
            return;
        if (name[Whiteout.Length..] is "" or "." or "..")
            throw new SandboxException($"the root file system holds {path}, which leads out of it");
        RemoveOlder($"{parent}/{name[Whiteout.Length..]}");
    }

    /// <summary>What goes is what earlier layers made, in whatever order this one says it.</summary>
    private void RemoveOlder(string place)
    {
        if (!_made.Contains(place))
            Remove(place);
        else if (new FileInfo(place).LinkTarget is null && Directory.Exists(place))
        {
            foreach (var each in Directory.GetFileSystemEntries(place))
                RemoveOlder(each);
        }
    }

    private static void Remove(string place)
    {
        if (new FileInfo(place).LinkTarget is null && Directory.Exists(place))
            Directory.Delete(place, recursive: true);
        else
            File.Delete(place);
    }
}
