namespace Thaw.Functions.Loading;

/// <summary>An event as it was written, before the events are seen together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Json">Its value on one line.</param>
/// <param name="Weight">Null where none was given.</param>
/// <param name="Holdout">True if only for verification.</param>
/// <param name="Where">Where it was written, for messages.</param>
internal sealed record EventDraft(string Name, string Json, double? Weight, bool Holdout, string Where)
{
    /// <summary>Checks names and weights. Weights are given for all events or for none: then they count the same.</summary>
    public static IReadOnlyList<FunctionEvent> Complete(IReadOnlyList<EventDraft> drafts)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var anyWeight = drafts.Any(d => d.Weight is not null);
        foreach (var draft in drafts)
        {
            if (draft.Name.Length == 0 || draft.Name.Any(char.IsControl))
                throw new FunctionException($"{draft.Where}: an event's name is empty or holds control characters; rename it");
            if (!names.Add(draft.Name))
                throw new FunctionException($"{draft.Where}: a second event is named '{draft.Name}'; rename one of them");
            if (anyWeight)
                CheckWeight(draft);
        }
        return [.. drafts.Select(d => new FunctionEvent(d.Name, d.Json, d.Weight ?? 1, !anyWeight, d.Holdout))];
    }

    private static void CheckWeight(EventDraft draft)
    {
        if (draft.Weight is not { } weight)
        {
            throw new FunctionException(
                $"{draft.Where}: event '{draft.Name}' has no weight but others have; give all of them one, or none");
        }
        if (!double.IsFinite(weight) || weight <= 0)
        {
            throw new FunctionException(
                $"{draft.Where}: weight {weight} of event '{draft.Name}' is not a number above 0; correct it");
        }
    }
}
