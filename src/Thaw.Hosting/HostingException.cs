namespace Thaw.Hosting;

/// <summary>What kind of answer a refused request gets; the names are those of AWS Lambda's errors, without "Exception".</summary>
public enum HostingProblem
{
    /// <summary>No function, version or alias of that name. Status 404.</summary>
    ResourceNotFound,

    /// <summary>Nothing is said of the version's provisioned concurrency. Status 404.</summary>
    ProvisionedConcurrencyConfigNotFound,

    /// <summary>It exists already, or was changed meanwhile. Status 409.</summary>
    ResourceConflict,

    /// <summary>A value is out of its range, or what the function needs is not here. Status 400.</summary>
    InvalidParameterValue,

    /// <summary>The event is no JSON. Status 400.</summary>
    InvalidRequestContent,

    /// <summary>The code is no usable zip. Status 400.</summary>
    InvalidZipFile,

    /// <summary>The policy would be too long. Status 400.</summary>
    PolicyLengthExceeded,

    /// <summary>The function was changed since the caller looked at it. Status 412.</summary>
    PreconditionFailed,

    /// <summary>The event is too large. Status 413.</summary>
    RequestTooLarge,

    /// <summary>A limit of concurrency or of the queue is reached. Status 429.</summary>
    TooManyRequests,

    /// <summary>The host cannot run it: no sandbox, damaged files. Status 500.</summary>
    Service,
}

/// <summary>The host refuses a request. The message is one line: what, why, what to do.</summary>
public sealed class HostingException(HostingProblem problem, string message, Exception? inner = null)
    : Exception(message.ReplaceLineEndings(" "), inner)
{
    /// <summary>Its kind.</summary>
    public HostingProblem Problem { get; } = problem;

    /// <summary>For <see cref="HostingProblem.TooManyRequests"/>: which limit, in AWS's words.</summary>
    public string? Reason { get; init; }

    internal static HostingException Invalid(string message) => new(HostingProblem.InvalidParameterValue, message);
}
