using Thaw.Lab.Children;
using Thaw.Lab.Subjects;
using Thaw.Linux.Processes;

namespace Thaw.Lab.Measures;

/// <summary>What every measurement of one run of an experiment shares.</summary>
public sealed record LabContext
{
    /// <summary>Where functions and experiments lie.</summary>
    public required LabRoot Root { get; init; }

    /// <summary>The folder of the experiment's file; files that it names are relative to it.</summary>
    public required string ExperimentFolder { get; init; }

    /// <summary>True for fewer repetitions, on the functions that are marked as quick.</summary>
    public required bool Quick { get; init; }

    /// <summary>An existing folder for temporary files; the caller removes it.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>Starts a process that does not outlive this one.</summary>
    public required Func<SpawnRequest, ChildProcess> Spawn { get; init; }

    /// <summary>How <c>thaw</c> is started where a measurement is about the whole command.</summary>
    public required ThawCommand Thaw { get; init; }

    /// <summary>Recordings of functions, shared by the measurements.</summary>
    public LabRecordings Recordings { get; } = new();

    /// <summary>Told what is going on; may be null.</summary>
    public required IProgress<LabProgress>? Progress { get; init; }

    /// <summary>Ends the run.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>Reports progress, and stops here if the run was cancelled.</summary>
    public void Report(string measure, string what, int done, int total)
    {
        Cancellation.ThrowIfCancellationRequested();
        Progress?.Report(new LabProgress(measure, what, done, total));
    }
}

/// <summary>How far a measurement has come.</summary>
/// <param name="Measure">Which one.</param>
/// <param name="What">What it is at: a function, or a step.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps altogether.</param>
public readonly record struct LabProgress(string Measure, string What, int Done, int Total);
