namespace Thaw.Functions.Loading;

/// <summary>Decides which events a function is tried with: the user's, the definition's, the folder's, or an empty one.</summary>
internal static class EventChooser
{
    private const string FolderName = "events";

    public static FunctionDefinition Choose(FunctionDefinition definition, FunctionLoadOptions options)
    {
        var folder = Path.Combine(definition.Root, FolderName);
        IReadOnlyList<FunctionEvent> events =
            options.EventsPath is { } path ? EventFiles.ReadPath(Path.GetFullPath(path), path)
            : definition.Events.Count > 0 ? definition.Events
            : definition.Kind == FunctionKind.Handler && EventFiles.Any(folder) ? EventFiles.ReadFolder(folder)
            : [new FunctionEvent("empty", "{}", 1, WeightIsAssumed: true, Holdout: false)];
        if (events.All(e => e.Holdout))
        {
            throw new FunctionException(
                $"{options.EventsPath ?? definition.Root}: every event is a holdout, so none is left to measure with; "
                + "set holdout: false for at least one");
        }
        return definition with { Events = events };
    }
}
