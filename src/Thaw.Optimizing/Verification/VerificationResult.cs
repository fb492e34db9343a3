namespace Thaw.Optimizing.Verification;

/// <summary>What comparing an original with a result came to.</summary>
public sealed record VerificationResult
{
    /// <summary>True if something could be compared and nothing that counts differs.</summary>
    public bool Passed => Unverifiable is null && Breaking.Count == 0;

    /// <summary>Why nothing could be verified at all, one line; null if something could.</summary>
    public string? Unverifiable { get; init; }

    /// <summary>What differs and counts. With <see cref="VerifyOptions.StopAtFirst"/>, that of the first check that found some.</summary>
    public IReadOnlyList<Difference> Breaking { get; init; } = [];

    /// <summary>What differs but was judged harmless, each with the rule that says so.</summary>
    public IReadOnlyList<Difference> Harmless { get; init; } = [];

    /// <summary>What was not compared, because it differs between two runs of the original.</summary>
    public IReadOnlyList<MaskedPart> Masked { get; init; } = [];

    /// <summary>How each event fared, in the function's order; without those that were not reached.</summary>
    public IReadOnlyList<EventVerdict> Events { get; init; } = [];

    /// <summary>What could not be checked, or only in part, and why; one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Edited modules that the breaking differences point at, dotted; may be empty. A hint to the search, no verdict.</summary>
    public IReadOnlyList<string> Suspects { get; init; } = [];

    /// <summary>Lines of edited modules that exceptions of what broke came through, outermost first. A hint like <see cref="Suspects"/>.</summary>
    public IReadOnlyList<(string File, int Line)> Places { get; init; } = [];

    /// <summary>Processes that were started for it.</summary>
    public int Processes { get; init; }
}

/// <summary>The checks of a verification, in the order in which they are made.</summary>
public enum Check
{
    /// <summary>Init and every event after the other in one process.</summary>
    Sequence,

    /// <summary>What init and the events leave behind in the process for other code to see.</summary>
    SideEffects,

    /// <summary>The names of the edited modules.</summary>
    Names,

    /// <summary>One event in a fresh process.</summary>
    Event,

    /// <summary>First use from many threads at once.</summary>
    Threads,

    /// <summary>The function's own tests.</summary>
    Tests,
}

/// <summary>One thing that is not the same on the original and on the result.</summary>
/// <param name="Check">The check that found it.</param>
/// <param name="Where">The event, the module, or the kind of side effect.</param>
/// <param name="What">What differs: a path in the result, a line of output, a name.</param>
/// <param name="Original">How it is on the original, shortened to one line.</param>
/// <param name="Result">How it is on the result, shortened to one line.</param>
/// <param name="Rule">The rule by which it is harmless; null if it breaks.</param>
public sealed record Difference(Check Check, string Where, string What, string Original, string Result, string? Rule = null)
{
    /// <summary>
    /// For a side effect, or a name of a package that is not edited, that is absent on the result: the module, not loaded there,
    /// whose import leaves it behind; null where that is not known.
    /// </summary>
    public string? Missed { get; init; }

    /// <summary>One line for a person.</summary>
    public override string ToString() =>
        $"{Where}: {What}: {Original} on the original, {Result} on the result" + (Rule is null ? "" : $" ({Rule})");
}

/// <summary>Something that was not compared, because it differs between two runs of the original.</summary>
/// <param name="Event">The event; empty for what concerns none.</param>
/// <param name="Where">A path such as <c>result.items[0].id</c>, or <c>stdout line 3 word 2</c>.</param>
/// <param name="Why">One line.</param>
public sealed record MaskedPart(string Event, string Where, string Why);

/// <summary>How one event fared.</summary>
/// <param name="Name">The event; <c>init</c> for a function without events.</param>
/// <param name="Holdout">True if no planning step may have used it.</param>
/// <param name="Outcome">How it ends on the original: <c>ok</c>, or one line on the error.</param>
/// <param name="Same">True if the result does the same.</param>
public sealed record EventVerdict(string Name, bool Holdout, string Outcome, bool Same);
