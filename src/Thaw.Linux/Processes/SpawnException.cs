namespace Thaw.Linux.Processes;

/// <summary>A child could not be started. The message is one line: what, where, and what to do.</summary>
public sealed class SpawnException : Exception
{
    /// <summary>A failure with the error number of the call that failed.</summary>
    /// <param name="message">One line for the user.</param>
    /// <param name="errno">The error number (errno(3)).</param>
    public SpawnException(string message, int errno)
        : base(message) => Errno = errno;

    /// <summary>A failure without an error number.</summary>
    public SpawnException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with its cause.</summary>
    public SpawnException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A failure without words; only the serialisation rules of exceptions ask for it.</summary>
    public SpawnException()
    {
    }

    /// <summary>The error number (errno(3)), 0 when there is none.</summary>
    public int Errno { get; }
}
