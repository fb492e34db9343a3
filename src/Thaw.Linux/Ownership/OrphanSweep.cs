using System.Globalization;
using Thaw.Linux.Processes;

namespace Thaw.Linux.Ownership;

/// <summary>
/// Removes what Thaw processes that are gone still own by their ledgers, and nothing else. Normally their guardians did
/// it long ago; this is for when those died too. Two sweeps, or a sweep and a guardian, may overlap.
/// </summary>
public static class OrphanSweep
{
    internal const string FolderName = "owned";
    internal const string Extension = ".ledger";

    /// <summary>Sweeps one state folder.</summary>
    /// <param name="stateFolder">Usually <see cref="StateFolder.Default"/>; a missing one holds nothing.</param>
    /// <param name="dryRun">Only says what would be removed.</param>
    /// <exception cref="IOException">The folder is not ours.</exception>
    public static SweepResult Sweep(string stateFolder, bool dryRun)
    {
        var sweep = new Sweeper(dryRun);
        var folder = Path.Combine(stateFolder, FolderName);
        // First whose it is: in a folder that is closed to us nothing can be seen, which is not the same as nothing.
        if (Directory.Exists(stateFolder) && Directory.Exists(Path.Combine(StateFolder.Prepare(stateFolder), FolderName)))
        {
            foreach (var ledger in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
                sweep.Ledger(ledger);
        }
        return new SweepResult(stateFolder, sweep.Orphans, sweep.Dead, sweep.Live, sweep.LeftAlone);
    }

    private sealed class Sweeper(bool dryRun)
    {
        public List<Orphan> Orphans { get; } = [];

        public List<string> LeftAlone { get; } = [];

        public int Dead { get; private set; }

        public int Live { get; private set; }

        public void Ledger(string path)
        {
            if (OwnerByName(path) is not { } named)
                LeftAlone.Add($"{path}: not named PID-START-N{Extension}");
            else if (IsRunning(named.Pid, named.StartTime) && !IsOfAnotherBoot(path))
                Live++;
            else if (TryRead(path) is { } text)
                Orphaned(path, text);
        }

        private void Orphaned(string path, string text)
        {
            // No header: the owner died while it created the file, and so before it made anything.
            var owner = LedgerFormat.ReadOwner(text);
            if (owner is null && text.Contains('\n', StringComparison.Ordinal))
            {
                LeftAlone.Add($"{path}: not a ledger of format {LedgerFormat.Version}; look at it and delete it by hand");
                return;
            }
            if (owner is not null && owner.BootId == ThisProcess.BootId && owner.PidNamespace != ThisProcess.PidNamespace)
            {
                LeftAlone.Add($"{path}: of another container (pid namespace); run thaw clean there");
                return;
            }
            Dead++;
            var failed = owner is not null && !Remove(owner, LedgerFormat.ReadOwned(text));
            if (!dryRun && !failed)
                File.Delete(path);
        }

        private bool Remove(LedgerOwner owner, IReadOnlyList<LedgerRecord> records)
        {
            var before = Orphans.Count;
            if (owner.BootId == ThisProcess.BootId)
                Processes(owner, records);
            foreach (var folder in records.OfType<OwnedFolderRecord>().Where(folder => Directory.Exists(folder.Path)))
                Orphans.Add(Folder(owner, folder.Path));
            return Orphans.Skip(before).All(orphan => orphan.Failure is null);
        }

        private void Processes(LedgerOwner owner, IReadOnlyList<LedgerRecord> records)
        {
            string? failure = null;
            var found = OwnedProcesses.Find(owner, records);
            try
            {
                if (!dryRun)
                    found = OwnedProcesses.Kill(owner, records);
            }
            catch (IOException survivor)
            {
                failure = survivor.Message;
            }
            Orphans.AddRange(found.Select(process => new Orphan(
                OrphanKind.Process, process.Pid.ToString(CultureInfo.InvariantCulture), owner.Pid, !dryRun && failure is null, failure)));
        }

        private Orphan Folder(LedgerOwner owner, string path)
        {
            if (!FolderRemoval.OwnedPath.IsMatch(path))
                return new Orphan(OrphanKind.Folder, path, owner.Pid, false, "its name is not one that Thaw gives; delete it by hand");
            if (dryRun)
                return new Orphan(OrphanKind.Folder, path, owner.Pid, false, null);
            try
            {
                FolderRemoval.Remove(path);
                return new Orphan(OrphanKind.Folder, path, owner.Pid, true, null);
            }
            catch (IOException failure)
            {
                return new Orphan(OrphanKind.Folder, path, owner.Pid, false, failure.Message);
            }
        }
    }

    private static bool IsRunning(int pid, long startTime) =>
        ProcessStat.Read(pid) is { IsAlive: true } process && process.StartTime == startTime;

    private static bool IsOfAnotherBoot(string path) =>
        TryRead(path) is { } text && LedgerFormat.ReadOwner(text) is { } owner && owner.BootId != ThisProcess.BootId;

    private static (int Pid, long StartTime)? OwnerByName(string path) =>
        Path.GetFileNameWithoutExtension(path).Split('-') is [var pid, var start, _]
        && int.TryParse(pid, out var pidNumber) && long.TryParse(start, out var startNumber)
            ? (pidNumber, startNumber)
            : null;

    /// <summary>The text, or null when a guardian or another sweep was faster.</summary>
    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
