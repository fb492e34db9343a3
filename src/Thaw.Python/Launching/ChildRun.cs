namespace Thaw.Python.Launching;

/// <summary>A Python program that a process with a function in it started.</summary>
/// <param name="Process">Its pid.</param>
/// <param name="Parent">The pid of the process that started it: Python or not.</param>
/// <param name="Command">Its command line, the interpreter first.</param>
/// <param name="Python">The interpreter's version.</param>
/// <param name="FirstLineNs">Its first line of Python after the interpreter's own, CLOCK_MONOTONIC, ns.</param>
/// <param name="StartCpuNs">Processor time that it had used by then: what starting the interpreter took.</param>
/// <param name="EndNs">When it ended in order, ns; 0 where it was killed, crashed, left by os._exit or became another program.</param>
/// <param name="PeakRssBytes">Peak resident set until then, bytes; 0 as above.</param>
/// <param name="Records">Its other records, by their tag.</param>
public sealed record ChildRun(
    int Process, int Parent, IReadOnlyList<string> Command, string Python, long FirstLineNs, long StartCpuNs,
    long EndNs, long PeakRssBytes, IReadOnlyDictionary<string, object?[]> Records)
{
    /// <summary>True if it ended in order, so that its records are whole.</summary>
    public bool Complete => EndNs > 0;

    /// <summary>Reads what the children of a run wrote.</summary>
    /// <param name="folder">The folder that they were given; one that is not there holds nothing.</param>
    internal static IReadOnlyList<ChildRun> ReadAll(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder).Select(Read).OfType<ChildRun>().OrderBy(child => child.FirstLineNs).ThenBy(child => child.Process)]
        : [];

    /// <summary>Null where the process got no further than creating its file, or something else wrote it.</summary>
    private static ChildRun? Read(string path)
    {
        var records = AgentOutput.Read(path, 0, null, [], "").Records;
        if (!records.TryGetValue("child", out var child) || child is not [_, long process, long parent, object?[] command, string python, long first, long used])
        {
            return null;
        }

        var (end, peak) = records.TryGetValue("life", out var life) && life is [_, long ended, long resident] ? (ended, resident) : (0, 0);
        return new ChildRun(
            (int)process, (int)parent, [.. command.Select(word => word as string ?? "")], python, first, used, end, peak, records);
    }
}
