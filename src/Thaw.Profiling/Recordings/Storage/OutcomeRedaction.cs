namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Shortens what a function said when it failed: such a text may quote an event's values.</summary>
internal static class OutcomeRedaction
{
    /// <summary>Longest message that is kept, characters.</summary>
    public const int LongestMessage = 300;

    /// <summary>The pass with every message cut to one line of at most <see cref="LongestMessage"/> characters.</summary>
    public static BaselinePass Redact(BaselinePass pass) =>
        new([.. pass.Runs.Select(run => run with { Outcome = run.Outcome with { Message = Redact(run.Outcome.Message) } })]);

    private static string? Redact(string? message)
    {
        if (message is null)
            return null;

        string line = RecordingChecks.FirstLine(message.TrimStart());
        return line.Length <= LongestMessage ? line : string.Concat(line.AsSpan(0, LongestMessage - 1), "…");
    }
}
