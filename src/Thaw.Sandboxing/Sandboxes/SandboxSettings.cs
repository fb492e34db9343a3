using Thaw.Linux.ControlGroups;
using Thaw.Sandboxing.Networks;

namespace Thaw.Sandboxing.Sandboxes;

/// <summary>How one sandbox is made.</summary>
/// <param name="CodeFolder">An absolute path; shown read-only at /var/task. Its files must be readable by the program's uid.</param>
public sealed record SandboxSettings(string CodeFolder)
{
    /// <summary>An absolute path that is shown read-only at /opt; none when null.</summary>
    public string? LayersFolder { get; init; }

    /// <summary>An absolute path that is shown read-only at /var/libraries; none when null.</summary>
    public string? LibrariesFolder { get; init; }

    /// <summary>
    /// The absolute path of a folder that <see cref="Roots.RootMaker"/> made, seen as / in place of the host's /usr and some of its /etc;
    /// null for none. Shared and placed folders of the launcher are not in it, but for /var/runtime.
    /// </summary>
    public string? RootFolder { get; init; }

    /// <summary>With <see cref="RootFolder"/>: whether the host's /usr is at /var/host/usr, for a program of ours that needs its Python.</summary>
    public bool ShowsHostPrograms { get; init; }

    /// <summary>The size of /tmp, bytes; 64 KiB at least. It is memory, and counts as such when it is used.</summary>
    public long TemporaryBytes { get; init; } = 512L << 20;

    /// <summary>What the processes in it, pid 1 included, may use together.</summary>
    public ControlGroupLimits Limits { get; init; } = new();

    /// <summary>What it can reach.</summary>
    public SandboxNetwork Network { get; init; } = SandboxNetwork.None;

    /// <summary>The absolute path of a folder that pid 1 keeps open as <see cref="Workers.SandboxWorker.Folder"/>; null for none.</summary>
    public string? HeldFolder { get; init; }

    /// <summary>The absolute path of a file with what is in /tmp from the beginning, as <c>thaw_temporary.py</c> reads it; null for nothing.</summary>
    public string? TemporaryFiles { get; init; }

    /// <summary>The uid and gid of those files.</summary>
    public uint TemporaryUser { get; init; }

    /// <summary>
    /// The real uid and gid of a worker that takes a process apart: the process's, whose limits it may read then without one more right. Null
    /// for root's; sandboxes that were made in advance have such a worker.
    /// </summary>
    public uint? WorkerUser { get; init; }

    /// <summary>The number of the first program that is started in it, as the sandbox numbers it; null: the next.</summary>
    public int? FirstPid { get; init; }

    /// <summary>What <c>uname -n</c> says in it.</summary>
    public string HostName { get; init; } = "sandbox";
}
