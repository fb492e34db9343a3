using Thaw.Hosting.Functions;

namespace Thaw.Hosting.Events;

/// <summary>What is said of the asynchronous events of a function, or of one of its versions or aliases. What is null is as usual.</summary>
/// <param name="Modified">When it was said.</param>
public sealed record EventRules(DateTimeOffset Modified)
{
    /// <summary>How often an event runs again after the function failed; 0 to 2.</summary>
    public int? Retries { get; init; }

    /// <summary>After how long an event is given up, s; 60 to 21,600.</summary>
    public int? MostAgeSeconds { get; init; }

    /// <summary>The ARN of the function that hears of success; null: none.</summary>
    public string? OnSuccess { get; init; }

    /// <summary>The ARN of the function that hears of an event that is given up; null: none.</summary>
    public string? OnFailure { get; init; }

    /// <summary>Refuses what is out of its range.</summary>
    /// <exception cref="HostingException">A value is.</exception>
    public void Check()
    {
        if (Retries is < 0 or > 2)
            throw HostingException.Invalid($"Value '{Retries}' at 'maximumRetryAttempts' failed to satisfy constraint: from 0 to 2");
        if (MostAgeSeconds is < 60 or > 21_600)
            throw HostingException.Invalid($"Value '{MostAgeSeconds}' at 'maximumEventAgeInSeconds' failed to satisfy constraint: from 60 to 21600");
        foreach (var arn in new[] { OnSuccess, OnFailure }.OfType<string>())
            CheckTarget(arn);
    }

    /// <summary>Refuses what is not the ARN of a function: hosts have no queues, topics and buses.</summary>
    /// <exception cref="HostingException">It is none.</exception>
    public static void CheckTarget(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        if (!arn.StartsWith("arn:", StringComparison.Ordinal) || arn.Split(':') is not [_, _, "lambda", ..])
            throw HostingException.Invalid($"The destination ARN {arn} is invalid: this host sends to its own functions, as {FunctionName.Arn("NAME")}");
        _ = FunctionName.Parse(arn);
    }
}
