namespace Thaw.Linux.Processes;

/// <summary>What /proc/PID/stat says of a process (proc_pid_stat(5)). A pid with its start time names a process for good.</summary>
/// <param name="Pid">The process id.</param>
/// <param name="State">R, S, D, T, Z (ended, not waited for) or another letter of the kernel's.</param>
/// <param name="ParentPid">Who started it, or who adopted it.</param>
/// <param name="Group">Its process group.</param>
/// <param name="Session">Its session.</param>
/// <param name="StartTime">When it started, in clock ticks since the machine did.</param>
public sealed record ProcessStat(int Pid, char State, int ParentPid, int Group, int Session, long StartTime)
{
    /// <summary>Whether it still runs code.</summary>
    public bool IsAlive => State is not ('Z' or 'X');

    /// <summary>Reads it, or answers null when there is no such process.</summary>
    public static ProcessStat? Read(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid}/stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Every process that can be seen; those that end meanwhile are left out.</summary>
    public static IEnumerable<ProcessStat> ReadAll() =>
        new DirectoryInfo("/proc").EnumerateDirectories()
            .Select(folder => int.TryParse(folder.Name, out var pid) ? Read(pid) : null)
            .OfType<ProcessStat>();

    /// <summary>Parses one line. The program's name stands in parentheses and may itself hold spaces and parentheses.</summary>
    internal static ProcessStat Parse(string line)
    {
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(
            int.Parse(line[..line.IndexOf(' ', StringComparison.Ordinal)]),
            fields[0][0],
            int.Parse(fields[1]),
            int.Parse(fields[2]),
            int.Parse(fields[3]),
            long.Parse(fields[19]));
    }
}
