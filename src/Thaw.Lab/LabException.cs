namespace Thaw.Lab;

/// <summary>An experiment that can't be read or run; <see cref="Exception.Message"/> is one line: what is wrong, where, what to do.</summary>
public sealed class LabException : Exception
{
    /// <summary>Creates it from one clear line.</summary>
    public LabException(string message)
        : base(message)
    {
    }

    /// <summary>Creates it from one clear line and the error that led to it.</summary>
    public LabException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
