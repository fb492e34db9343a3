namespace Thaw.Profiling.Recorder;

/// <summary>The function cannot be recorded at all: its handler cannot be imported, or its process dies in init.</summary>
/// <remarks>The message is one line for a person: what happened, where, and what to do.</remarks>
public sealed class FunctionFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line.</param>
    public FunctionFailedException(string message)
        : base(message)
    {
    }
}
