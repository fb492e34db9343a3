namespace Thaw.Python.Launching;

/// <summary>What the agent does beside running the function; one thing a process, so that none disturbs another.</summary>
public enum AgentMode
{
    /// <summary>Nothing: times of phases and memory only.</summary>
    Baseline,

    /// <summary>Notes how long each phase waited for a processor; what is timed is as in <see cref="Baseline"/>.</summary>
    Waits,

    /// <summary>Times every module load.</summary>
    Time,

    /// <summary>Reads the resident set around every module load.</summary>
    Resident,

    /// <summary>Reads the collector's count of new containers around every module load.</summary>
    Objects,

    /// <summary>Follows every executed import statement, and counts heap bytes where asked.</summary>
    Edges,

    /// <summary>Takes call stacks at the ticks of a signal.</summary>
    Samples,

    /// <summary>Records which functions run.</summary>
    Usage,

    /// <summary>Hands the phases to the code in <see cref="LaunchRequest.Probe"/>.</summary>
    Probe,
}
