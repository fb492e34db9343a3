using System.Text.Json;
using Thaw.Functions;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification.Events;

/// <summary>Turns the record of a process into what is compared.</summary>
internal sealed class EventReader(FunctionDefinition function, PathMap paths)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2000 };

    /// <summary>With one event its result; with several an object of their results by name, errors as texts.</summary>
    public EventRun Read(AgentRun run, IReadOnlyList<int> events, IReadOnlyList<string> output, IReadOnlyList<string> errors)
    {
        PythonError? error = events.Count > 1 ? run.Init?.Error : run.Phases.Select(phase => phase.Error).FirstOrDefault(found => found is not null);
        bool hasResult = events.Count > 1 ? run.Complete && error is null : events.Count == 1 && run.Results.ContainsKey(events[0]);
        return new EventRun(
            OutcomeOf(run, error),
            hasResult,
            !hasResult ? null : events.Count > 1 ? ResultsByName(run, events) : DataOf(run.Results[events[0]]),
            new Dictionary<string, IReadOnlyList<string>>
            {
                ["message"] = error is null ? [] : Lines(error.Message),
                ["traceback"] = error is null ? [] : OwnFrames(error),
                ["stdout"] = [.. output.Select(paths.Apply)],
                ["stderr"] = [.. errors.Select(paths.Apply)],
            },
            [.. run.Phases.SelectMany(phase => phase.Error?.Frames ?? []).Select(frame => (paths.Apply(frame.File), frame.Line))]);
    }

    /// <summary>A result as plain data: what JSON text says, or a text for what cannot be JSON.</summary>
    public object? DataOf(AgentResult result) => result switch
    {
        { Problem: { } problem } => "not JSON: " + paths.Apply(problem),
        { Json: { } json } => OfJson(json),
        _ => Plain(result.Data),
    };

    /// <summary>Plain data with the original's paths.</summary>
    public object? Plain(object? value) => value switch
    {
        string text => paths.Apply(text),
        object?[] items => items.Select(Plain).ToArray(),
        Dictionary<object, object?> items => items.ToDictionary(item => item.Key, item => Plain(item.Value)),
        _ => value,
    };

    /// <summary>JSON text as plain data; the text itself where it is none, as Python writes NaN.</summary>
    public object? OfJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Deep);
            return OfElement(document.RootElement);
        }
        catch (JsonException)
        {
            return paths.Apply(json);
        }
    }

    private object? OfElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().GroupBy(member => member.Name)
            .ToDictionary(group => (object)group.Key, group => OfElement(group.Last().Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(OfElement).ToArray(),
        JsonValueKind.String => paths.Apply(element.GetString()!),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out long number) ? number : element.GetDouble(),
        _ => null,
    };

    private Dictionary<object, object?> ResultsByName(AgentRun run, IReadOnlyList<int> events)
    {
        AgentPhase[] invocations = [.. run.Invocations];
        var results = new Dictionary<object, object?>();
        for (int i = 0; i < events.Count; i++)
        {
            PythonError? error = i < invocations.Length ? invocations[i].Error : null;
            results[function.Events[events[i]].Name] = error is not null
                ? $"raises {error.Type}: {paths.Apply(error.Message)}"
                : run.Results.TryGetValue(events[i], out AgentResult? result) ? DataOf(result) : "not reached";
        }

        return results;
    }

    private static string OutcomeOf(AgentRun run, PythonError? error) => run switch
    {
        { Exit: null } => "no end in time",
        { Exit.Signal: not null } => $"{run.Exit}",
        { Complete: false } => $"{run.Exit} before its end",
        _ when error is not null => error.Type + (run.Exit is { Succeeded: false } ? $" and {run.Exit}" : ""),
        { Exit.Succeeded: false } => $"{run.Exit}",
        _ => "ok",
    };

    /// <summary>Frames in the function's own code: lazy loading adds frames in libraries and in the import system.</summary>
    private string[] OwnFrames(PythonError error) =>
    [
        .. error.Frames
            .Select(frame => (File: paths.Apply(frame.File), frame.Line, frame.Function))
            .Where(frame => IsOwn(frame.File))
            .Select(frame => $"{frame.File}:{frame.Line} {frame.Function}"),
    ];

    /// <summary>True for a file of the result's own code, which has the original's path by now.</summary>
    private bool IsOwn(string file) => file.StartsWith(paths.Apply(function.Root) + "/", StringComparison.Ordinal);

    private string[] Lines(string text) => paths.Apply(text).Split('\n');
}
