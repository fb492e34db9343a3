namespace Thaw.Api.Client;

/// <summary>A host could not be asked, or refused. The message is one line.</summary>
public sealed class HostClientException(string message, bool isAbsent, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether there is no host, or no key to it, rather than one that refuses.</summary>
    public bool IsAbsent { get; } = isAbsent;

    /// <summary>AWS's name of the error that the host answered; null when there was no answer.</summary>
    public string? ErrorType { get; init; }
}
