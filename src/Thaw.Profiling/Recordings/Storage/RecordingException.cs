namespace Thaw.Profiling.Recordings.Storage;

/// <summary>A recording that can't be read or written; <see cref="Exception.Message"/> is one line that names the file.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>Creates it from one clear line: what is wrong, in which file, what to do.</summary>
    public RecordingException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it from one clear line and the error that led to it.</summary>
    public RecordingException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
