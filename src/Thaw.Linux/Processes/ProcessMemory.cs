using System.Globalization;

namespace Thaw.Linux.Processes;

/// <summary>What memory processes hold, as the kernel counts it.</summary>
public static class ProcessMemory
{
    /// <summary>
    /// A process's share of memory, bytes (PSS): what it has alone, and of each shared page its part. The kernel walks all its pages for it, which
    /// takes about a millisecond.
    /// </summary>
    /// <param name="pid">The process; reading another user's needs root.</param>
    /// <returns>Null when it is gone.</returns>
    public static long? ProportionalBytes(int pid) => Read(pid, "smaps_rollup", "Pss:");

    /// <summary>What a process alone has of memory, bytes: pages that no other process maps, of files among them.</summary>
    /// <param name="pid">The process; reading another user's needs root.</param>
    /// <returns>Null when it is gone.</returns>
    public static long? PrivateBytes(int pid) =>
        Read(pid, "smaps_rollup", "Private_Clean:") is { } clean && Read(pid, "smaps_rollup", "Private_Dirty:") is { } dirty ? clean + dirty : null;

    /// <summary>What a process has of memory that is no file's, bytes: what it would have to bring back from a disk, were it not in memory.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>Null when it is gone.</returns>
    public static long? AnonymousBytes(int pid) => Read(pid, "status", "RssAnon:");

    private static long? Read(int pid, string file, string field)
    {
        try
        {
            var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}")).FirstOrDefault(each => each.StartsWith(field, StringComparison.Ordinal));
            return line is null ? null : 1024 * long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended, perhaps while it was read.
            return null;
        }
    }
}
