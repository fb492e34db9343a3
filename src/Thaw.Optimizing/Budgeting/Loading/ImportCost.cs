namespace Thaw.Optimizing.Budgeting.Loading;

/// <summary>What one import statement brought into init.</summary>
public sealed record ImportCost
{
    /// <summary>The statement's file, absolute; null for what was loaded without a statement.</summary>
    public required string? File { get; init; }

    /// <summary>Its line, from 1.</summary>
    public required int? Line { get; init; }

    /// <summary>File and line as people read them, relative to the function or the library.</summary>
    public required string? Place { get; init; }

    /// <summary>True for a statement of the function's own code.</summary>
    public required bool IsOwn { get; init; }

    /// <summary>The function's own file whose statement led to it, absolute; null if none did.</summary>
    public required string? OwnFile { get; init; }

    /// <summary>The line of that statement, from 1.</summary>
    public required int? OwnLine { get; init; }

    /// <summary>File and line of that statement as people read them.</summary>
    public required string? OwnPlace { get; init; }

    /// <summary>The outermost modules that it loaded, in load order.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>The libraries of all modules.</summary>
    public required IReadOnlyList<string> Libraries { get; init; }

    /// <summary>How many modules came with it.</summary>
    public required int Modules { get; init; }

    /// <summary>Their own time with linking, ms.</summary>
    public required double Ms { get; init; }

    /// <summary>Resident bytes that they gained.</summary>
    public required long Bytes { get; init; }
}
