using System.Globalization;
using Thaw.Linux.Ownership;

namespace Thaw.Linux.ControlGroups;

/// <summary>One group of processes and its limits: a folder in each hierarchy. Made by <see cref="ControlGroupTree"/>.</summary>
public sealed class ControlGroup : IDisposable
{
    private const int MostRounds = 100;
    private readonly IReadOnlyList<Part> _parts;
    private readonly Dictionary<string, string> _written = new(StringComparer.Ordinal);

    internal ControlGroup(IReadOnlyList<Part> parts) => _parts = parts;

    /// <summary>Its folders; a process joins by writing 0 into <c>cgroup.procs</c> of each.</summary>
    public IReadOnlyList<string> Folders => [.. Joined.Select(part => part.Folder)];

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
    public IReadOnlyList<int> ProcessIds => Joined.FirstOrDefault() is { } part ? ProcessesIn(part) : [];

    // Version 2 beside version 1 has no controller for us: its group is made and joined when it is wanted, because joining one
    // waits until no other process forks or ends.
    private IEnumerable<Part> Joined => _parts.Where(part => part.Controllers.Count > 0);

    private Part? Freezing => Joined.Any() ? _parts.FirstOrDefault(part => part.IsVersion2) : null;

    /// <summary>Whether its processes can be frozen: by version 2 only, in which frozen ones can still be killed.</summary>
    public bool CanFreeze => Freezing is not null;

    /// <summary>Has all its processes stand still, those that are forked meanwhile included, or go on. They do not notice but by the clock.</summary>
    /// <param name="isFrozen">Which of the two; without effect where <see cref="CanFreeze"/> is false.</param>
    /// <exception cref="IOException">They have all ended, or the kernel refuses.</exception>
    public void Freeze(bool isFrozen)
    {
        if (Freezing is not { } part)
            return;
        if (isFrozen && part.Controllers.Count == 0)
            MoveTo(part);
        File.WriteAllText(Path.Combine(part.Folder, FolderRemoval.FreezeFile), isFrozen ? "1" : "0");
    }

    /// <summary>Sets limits, at any time; a limit that is null stays as it is.</summary>
    /// <param name="limits">Those of a missing controller have no effect.</param>
    /// <exception cref="IOException">The kernel refuses one.</exception>
    public void Limit(ControlGroupLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        lock (_written)
        {
            foreach (var part in _parts)
            {
                foreach (var file in part.Controllers.SelectMany(controller => LimitFiles.Of(controller, part.IsVersion2, limits)))
                    Write(Path.Combine(part.Folder, file.Name), file);
            }
        }
    }

    /// <summary>What the file holds already is not written again: a cold start waits for it.</summary>
    private void Write(string path, LimitFile file)
    {
        if (_written.GetValueOrDefault(path) == file.Value || (file.Optional && !File.Exists(path)))
            return;
        File.WriteAllText(path, file.Value);
        _written[path] = file.Value;
    }

    internal void Make()
    {
        foreach (var part in Joined)
            Directory.CreateDirectory(part.Folder);
    }

    /// <summary>Removes it; its processes must have ended.</summary>
    /// <exception cref="IOException">One still runs.</exception>
    public void Dispose()
    {
        foreach (var part in _parts)
            FolderRemoval.Remove(part.Folder);
    }

    /// <summary>Until none is elsewhere: what a process forks before it is moved has to be moved as well.</summary>
    private void MoveTo(Part part)
    {
        Directory.CreateDirectory(part.Folder);
        for (var round = 0; ProcessIds.Except(ProcessesIn(part)).ToList() is { Count: > 0 } others; round++)
        {
            if (round == MostRounds)
                throw new IOException($"{part.Folder}: its processes are forked faster than they can be moved");
            foreach (var pid in others)
                Move(pid, part);
        }
    }

    private static void Move(int pid, Part part)
    {
        try
        {
            File.WriteAllText(Path.Combine(part.Folder, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException) when (!Directory.Exists($"/proc/{pid}"))
        {
            // It has ended meanwhile.
        }
    }

    private static IReadOnlyList<int> ProcessesIn(Part part) =>
        [.. File.ReadLines(Path.Combine(part.Folder, "cgroup.procs")).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    private string? Find(string file) =>
        _parts.Select(part => Path.Combine(part.Folder, file)).FirstOrDefault(File.Exists);

    private long? ReadNumber(string file) =>
        Find(file) is { } path ? long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture) : null;

    internal sealed record Part(string Folder, bool IsVersion2, IReadOnlyList<string> Controllers);
}
