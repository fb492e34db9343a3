namespace Thaw.Linux.Ownership;

/// <summary>One thing that a Thaw process owns, as its ledger records it.</summary>
internal abstract record LedgerRecord(int Id);

/// <summary>A process group; the session and the leader's start time tell it from a later one of the same number.</summary>
internal sealed record OwnedGroupRecord(int Id, int Group, long LeaderStartTime, int Session) : LedgerRecord(Id);

/// <summary>A folder, by its absolute path.</summary>
internal sealed record OwnedFolderRecord(int Id, string Path) : LedgerRecord(Id);

/// <summary>Whose ledger it is: the first line.</summary>
/// <param name="Pid">The owner's pid.</param>
/// <param name="StartTime">Its start time, ticks since boot.</param>
/// <param name="BootId">The kernel's id of this run of the machine: after a restart, pids mean nothing.</param>
/// <param name="PidNamespace">The pid namespace that the numbers belong to.</param>
/// <param name="Token">What every child that was started through the ledger has in its environment.</param>
internal sealed record LedgerOwner(int Pid, long StartTime, string BootId, string PidNamespace, string Token);
