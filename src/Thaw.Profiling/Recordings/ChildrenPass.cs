namespace Thaw.Profiling.Recordings;

/// <summary>The Python processes that the function's process starts, from runs in which nothing else was recorded.</summary>
/// <param name="Runs">Runs that were followed.</param>
/// <param name="Commands">What was started, the costliest first.</param>
public sealed record ChildrenPass(int Runs, IReadOnlyList<ChildCommand> Commands);

/// <summary>The processes that run the same program. Their arguments are not kept: they may hold secrets.</summary>
public sealed record ChildCommand
{
    /// <summary>The script's path, <c>-m NAME</c>, <c>-c</c>, or what multiprocessing calls the process.</summary>
    public required string Program { get; init; }

    /// <summary>The interpreter's version.</summary>
    public required string Python { get; init; }

    /// <summary>Processes in a run that has any, median.</summary>
    public required double Processes { get; init; }

    /// <summary>Processes of all runs that were killed, crashed, or left without Python's own end: they are in no median but that of the start.</summary>
    public required int Unfinished { get; init; }

    /// <summary>Processor time until the first line of Python after the interpreter's own, median, ms.</summary>
    public required double StartMs { get; init; }

    /// <summary>Importing, linking and collector included, median, ms; null where no process ended in order.</summary>
    public required double? ImportsMs { get; init; }

    /// <summary>From that first line to the end, median, ms; null as above.</summary>
    public required double? LifeMs { get; init; }

    /// <summary>Peak resident set, median, bytes; null as above.</summary>
    public required long? PeakRssBytes { get; init; }

    /// <summary>What it imports, in load order of the first process that ended in order; times are medians over all that load it.</summary>
    public required IReadOnlyList<ChildModule> Modules { get; init; }
}

/// <summary>A module that child processes load.</summary>
/// <param name="Name">Dotted name.</param>
/// <param name="Parent">Index of the module whose initialisation loads it; -1 for none.</param>
/// <param name="File">File of the statement; null where the interpreter itself asks.</param>
/// <param name="Line">Its line; 0 as above.</param>
/// <param name="SelfMs">Own time with linking, ms.</param>
/// <param name="CumulativeMs">With nested loads, ms.</param>
public sealed record ChildModule(string Name, int Parent, string? File, int Line, double SelfMs, double CumulativeMs);
