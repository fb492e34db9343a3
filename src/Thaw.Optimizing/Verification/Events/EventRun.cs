namespace Thaw.Optimizing.Verification.Events;

/// <summary>What can be seen of one process with a function in it, with the original's paths.</summary>
/// <param name="Outcome"><c>ok</c>, the type of an exception, or how the process ended.</param>
/// <param name="HasResult">True if there is a result, which may be null.</param>
/// <param name="Result">Plain data as the marshal reader gives it.</param>
/// <param name="Texts">Lines by what they are: <c>stdout</c>, <c>stderr</c>, <c>message</c>, <c>traceback</c>.</param>
/// <param name="Places">The lines that exceptions came through, outermost first.</param>
internal sealed record EventRun(
    string Outcome, bool HasResult, object? Result, IReadOnlyDictionary<string, IReadOnlyList<string>> Texts,
    IReadOnlyList<(string File, int Line)> Places)
{
    /// <summary>One line on how it ended.</summary>
    public string Summary => Outcome == "ok" || Texts["message"].Count == 0 ? Outcome : $"{Outcome}: {Texts["message"][0]}";
}
