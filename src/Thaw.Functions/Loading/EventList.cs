using System.Text.Json;

namespace Thaw.Functions.Loading;

/// <summary>Reads a JSON array of <c>{name, event, weight, holdout}</c>; all but <c>event</c> may be left out.</summary>
internal static class EventList
{
    public static IReadOnlyList<FunctionEvent> Read(JsonElement array, string file)
    {
        var drafts = array.EnumerateArray().Select((entry, i) => ReadEntry(entry, i, file)).ToList();
        if (drafts.Count == 0)
            throw new FunctionException($"{file}: the list holds no event; add one, or leave --events out");
        return EventDraft.Complete(drafts);
    }

    private static EventDraft ReadEntry(JsonElement entry, int index, string file)
    {
        var where = $"{file}: entry {index + 1}";
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("event", out var value))
            throw new FunctionException($"{where} is not {{\"name\": …, \"event\": …}}; a list of events needs that form");
        string? name = null;
        double? weight = null;
        var holdout = false;
        foreach (var property in entry.EnumerateObject())
        {
            switch (property.Name, property.Value.ValueKind)
            {
                case ("event", _): break;
                case ("name", JsonValueKind.String): name = property.Value.GetString(); break;
                case ("weight", JsonValueKind.Number): weight = property.Value.GetDouble(); break;
                case ("holdout", JsonValueKind.True or JsonValueKind.False): holdout = property.Value.GetBoolean(); break;
                default:
                    throw new FunctionException($"{where}: '{property.Name}' is unknown or of the wrong kind; "
                        + "known are name (text), event, weight (number) and holdout (true or false)");
            }
        }
        return new EventDraft(name ?? $"event{index + 1}", EventJson.Compact(value), weight, holdout, where);
    }
}
