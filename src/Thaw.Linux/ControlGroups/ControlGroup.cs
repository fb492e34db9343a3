using System.Globalization;
using Thaw.Linux.Ownership;

namespace Thaw.Linux.ControlGroups;

/// <summary>One group of processes and its limits: a folder in each hierarchy. Made by <see cref="ControlGroupTree"/>.</summary>
public sealed class ControlGroup : IDisposable
{
    private readonly IReadOnlyList<Part> _parts;

    internal ControlGroup(IReadOnlyList<Part> parts) => _parts = parts;

    /// <summary>Its folders; a process joins by writing 0 into <c>cgroup.procs</c> of each.</summary>
    public IReadOnlyList<string> Folders => [.. _parts.Select(part => part.Folder)];

    /// <summary>The file of one of its folders into which a process of one thread writes 0 to join.</summary>
    /// <remarks>Version 1's <c>tasks</c> spares the kernel's wait for all other processes that <c>cgroup.procs</c> means.</remarks>
    /// <param name="folder">One of <see cref="Folders"/>.</param>
    public string JoinFile(string folder) =>
        Path.Combine(folder, _parts.Any(part => part.Folder == folder && !part.IsVersion2) ? "tasks" : "cgroup.procs");

    /// <summary>The most memory that it used at once, bytes, or null where memory is not accounted.</summary>
    public long? PeakMemoryBytes =>
        ReadNumber("memory.max_usage_in_bytes") ?? ReadNumber("memory.peak");

    /// <summary>How many of its processes were killed because memory ran out, or null where memory is not accounted.</summary>
    public long? OutOfMemoryKills =>
        (Find("memory.oom_control") ?? Find("memory.events")) is { } file
            ? File.ReadLines(file).Select(line => line.Split(' '))
                .Where(words => words is ["oom_kill", _]).Select(words => long.Parse(words[1], CultureInfo.InvariantCulture)).FirstOrDefault()
            : null;

    /// <summary>The processes in it now, as this process numbers them; empty where there is no control group.</summary>
    public IReadOnlyList<int> ProcessIds => _parts.Count == 0
        ? []
        : [.. File.ReadLines(Path.Combine(_parts[0].Folder, "cgroup.procs")).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>Whether its processes can be frozen: by version 2 only, in which frozen ones can still be killed.</summary>
    public bool CanFreeze => FreezeFile is not null;

    private string? FreezeFile =>
        _parts.Where(part => part.IsVersion2).Select(part => Path.Combine(part.Folder, FolderRemoval.FreezeFile)).FirstOrDefault(File.Exists);

    /// <summary>Has all its processes stand still, those that are forked meanwhile included, or go on. They do not notice but by the clock.</summary>
    /// <param name="isFrozen">Which of the two; without effect where <see cref="CanFreeze"/> is false.</param>
    public void Freeze(bool isFrozen)
    {
        if (FreezeFile is { } file)
            File.WriteAllText(file, isFrozen ? "1" : "0");
    }

    /// <summary>Sets limits, at any time; a limit that is null stays as it is.</summary>
    /// <param name="limits">Those of a missing controller have no effect.</param>
    /// <exception cref="IOException">The kernel refuses one.</exception>
    public void Limit(ControlGroupLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        foreach (var part in _parts)
        {
            foreach (var file in part.Controllers.SelectMany(controller => LimitFiles.Of(controller, part.IsVersion2, limits)))
            {
                var path = Path.Combine(part.Folder, file.Name);
                if (!file.Optional || File.Exists(path))
                    File.WriteAllText(path, file.Value);
            }
        }
    }

    internal void Make()
    {
        foreach (var part in _parts)
            Directory.CreateDirectory(part.Folder);
    }

    /// <summary>Removes it; its processes must have ended.</summary>
    /// <exception cref="IOException">One still runs.</exception>
    public void Dispose()
    {
        foreach (var part in _parts)
            FolderRemoval.Remove(part.Folder);
    }

    private string? Find(string file) =>
        _parts.Select(part => Path.Combine(part.Folder, file)).FirstOrDefault(File.Exists);

    private long? ReadNumber(string file) =>
        Find(file) is { } path ? long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) : null;

    internal sealed record Part(string Folder, bool IsVersion2, IReadOnlyList<string> Controllers);
}
