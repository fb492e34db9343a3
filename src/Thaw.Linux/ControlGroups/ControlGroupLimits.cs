namespace Thaw.Linux.ControlGroups;

/// <summary>What the processes of a group may use together; null means no limit.</summary>
/// <param name="MemoryBytes">Memory, swap included, with the page cache that they fill and the files of their own tmpfs.</param>
/// <param name="Processors">CPU time per time, 1 being one processor; at least 0.01.</param>
/// <param name="Processes">Processes and threads.</param>
public sealed record ControlGroupLimits(long? MemoryBytes = null, double? Processors = null, int? Processes = null);
