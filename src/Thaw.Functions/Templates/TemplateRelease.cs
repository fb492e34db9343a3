namespace Thaw.Functions.Templates;

/// <summary>What a template says of a function beside its code and settings. What is null it does not say.</summary>
public sealed record TemplateRelease
{
    /// <summary>Nothing.</summary>
    public static TemplateRelease None { get; } = new();

    /// <summary>The most invocations at once.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>An alias that stands for the newest version; URL, provisioned concurrency and rules for events are then the alias's.</summary>
    public string? Alias { get; init; }

    /// <summary>How many instances of the alias's version are kept initialised.</summary>
    public int? Provisioned { get; init; }

    /// <summary>What becomes of its asynchronous events.</summary>
    public TemplateEventRules? EventRules { get; init; }

    /// <summary>All of its tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>What becomes of a function's asynchronous events. What is null is as usual.</summary>
public sealed record TemplateEventRules
{
    /// <summary>How often an event runs again after the function failed.</summary>
    public int? Retries { get; init; }

    /// <summary>After how long an event is given up, s.</summary>
    public int? MostAgeSeconds { get; init; }

    /// <summary>The ARN of the function that hears of success.</summary>
    public string? OnSuccess { get; init; }

    /// <summary>The ARN of the function that hears of failure.</summary>
    public string? OnFailure { get; init; }
}
