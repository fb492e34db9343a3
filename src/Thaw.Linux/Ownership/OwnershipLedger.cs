using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Thaw.Linux.Processes;

namespace Thaw.Linux.Ownership;

/// <summary>
/// What this Thaw process made and must not outlive it: processes and folders. Each is written to
/// <c>STATE/owned/PID-START-N.ledger</c> before it exists and struck out when it is released. A guardian process makes it
/// hold after kill -9; if the guardian dies too, <see cref="OrphanSweep"/> (<c>thaw clean</c>) finds the ledger.
/// </summary>
/// <remarks>
/// Members may be called from any thread and overlap; Dispose comes last. The file is not synced: it survives every
/// death of a process, and after a loss of power there are no processes left to kill.
/// </remarks>
public sealed partial class OwnershipLedger : IDisposable
{
    private static int _ledgersOfThisProcess;
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly Guardian _guardian;
    private readonly LedgerOwner _owner;
    private int _lastId;
    private bool _disposed;

    private OwnershipLedger(FileStream file, LedgerOwner owner)
    {
        _file = file;
        _owner = owner;
        Append(LedgerFormat.Header(owner));
        _guardian = Guardian.Start(file.Name, owner.Token);
    }

    /// <summary>The ledger's file.</summary>
    public string Path => _file.Name;

    internal int GuardianPid => _guardian.Pid;

    /// <summary>Creates this process's ledger and its guardian.</summary>
    /// <param name="stateFolder">Usually <see cref="StateFolder.Default"/>; created with mode 0700 when missing.</param>
    /// <exception cref="IOException">The folder is not ours, or not writable.</exception>
    public static OwnershipLedger Open(string stateFolder)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(StateFolder.Prepare(stateFolder), OrphanSweep.FolderName)).FullName;
        var owner = ThisProcess.AsOwner(RandomNumberGenerator.GetHexString(16, lowercase: true));
        var number = Interlocked.Increment(ref _ledgersOfThisProcess);
        var path = System.IO.Path.Combine(folder, $"{owner.Pid}-{owner.StartTime}-{number}{OrphanSweep.Extension}");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            // Each line reaches the kernel in one write, before what it announces exists.
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            return new OwnershipLedger(file, owner);
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>
    /// Starts a child that dies with Thaw. Its environment gets one more variable, THAW_OWNER, by which the child and
    /// its descendants are known even in the moment before its pid is recorded, and after they have left its group.
    /// </summary>
    /// <returns>The child; its Dispose also strikes it out.</returns>
    /// <exception cref="SpawnException">It could not be started.</exception>
    public ChildProcess Spawn(SpawnRequest request) => Spawn(request, standardInput: null);

    /// <summary>The same, with a descriptor of ours as the child's standard input: a socket to talk to it, say.</summary>
    /// <param name="request">What to start; its input file is not used when there is a descriptor.</param>
    /// <param name="standardInput">Copied for the child; stays the caller's.</param>
    /// <exception cref="SpawnException">It could not be started.</exception>
    public ChildProcess Spawn(SpawnRequest request, SafeHandle? standardInput)
    {
        ArgumentNullException.ThrowIfNull(request);
        var environment = new Dictionary<string, string>(request.Environment) { [OwnedProcesses.TokenVariable] = _owner.Token };
        var child = ChildProcess.SpawnWith(
            request with { Environment = environment }, (int?)standardInput?.DangerousGetHandle(), ownSession: false);
        GC.KeepAlive(standardInput);
        try
        {
            child.WhenDisposed(OwnProcessGroup(child.Pid).Dispose);
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>Records a process group that was started otherwise.</summary>
    /// <param name="group">The pid of its leader, which must not have been waited for.</param>
    /// <returns>Dispose strikes it out and kills nothing.</returns>
    public IDisposable OwnProcessGroup(int group)
    {
        var leader = ProcessStat.Read(group) ?? throw new IOException($"cannot own process group {group}: it is gone");
        return Own(id => new OwnedGroupRecord(id, group, leader.StartTime, leader.Session));
    }

    /// <summary>Creates a folder that goes with Thaw.</summary>
    /// <param name="purpose">Part of its name: lower-case letters, digits and hyphens.</param>
    /// <param name="parent">
    /// Where; the folder for temporary files when null. Not the state folder: that may be memory. In a hierarchy of control
    /// groups, the folder is a group.
    /// </param>
    public OwnedFolder CreateOwnedFolder(string purpose, string? parent = null)
    {
        if (!Purpose.IsMatch(purpose))
            throw new ArgumentException($"'{purpose}' is no purpose: lower-case letters, digits and hyphens", nameof(purpose));
        var name = $"thaw-{purpose}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), name));
        if (path.Contains('\n', StringComparison.Ordinal))
            throw new IOException("cannot own a folder whose path holds a line end");
        var ownership = Own(id => new OwnedFolderRecord(id, path));
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new OwnedFolder(path, ownership.Dispose);
    }

    /// <summary>Kills and deletes what is still owned, then the ledger; the guardian ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        try
        {
            var left = LedgerFormat.ReadOwned(File.ReadAllText(Path));
            OwnedProcesses.Kill(_owner, left);
            foreach (var folder in left.OfType<OwnedFolderRecord>())
                FolderRemoval.Remove(folder.Path);
            File.Delete(Path);
        }
        finally
        {
            // When something could not be removed, the ledger is still there: the guardian tries, then `thaw clean`.
            _file.Dispose();
            _guardian.Dispose();
        }
    }

    private Release Own(Func<int, LedgerRecord> record)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var id = ++_lastId;
            Append(LedgerFormat.Own(record(id)));
            return new Release(this, id);
        }
    }

    private void StrikeOut(int id)
    {
        lock (_gate)
        {
            // After the ledger's own end there is nothing to strike out.
            if (!_disposed)
                Append(LedgerFormat.Release(id));
        }
    }

    private void Append(string line) => _file.Write(Encoding.UTF8.GetBytes(line));

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex Purpose { get; }

    private sealed class Release(OwnershipLedger ledger, int id) : IDisposable
    {
        private int _done;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _done, 1) == 0)
                ledger.StrikeOut(id);
        }
    }
}
