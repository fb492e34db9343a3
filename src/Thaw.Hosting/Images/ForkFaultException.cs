namespace Thaw.Hosting.Images;

/// <summary>There is no process for an instance, which is no fault of the function's.</summary>
/// <param name="message">One line: what, and why.</param>
/// <param name="inner">What told so.</param>
/// <param name="isOfTemplate">Whether the template did not fork; otherwise a process that waited is gone.</param>
internal sealed class ForkFaultException(string message, Exception inner, bool isOfTemplate) : IOException(message, inner)
{
    /// <summary>Whether the template did not fork, and has to be made again.</summary>
    public bool IsOfTemplate => isOfTemplate;
}
