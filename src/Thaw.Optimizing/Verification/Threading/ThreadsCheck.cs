using Thaw.Optimizing.Verification.Events;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Verification.Threading;

/// <summary>First use from many threads at once: no error, and what one thread alone finds.</summary>
internal sealed class ThreadsCheck(FunctionSide original, FunctionSide result, VerifyOptions options)
{
    /// <summary>
    /// How many times as many rounds the original gets: a race of its own that shows in one round of the result may need
    /// several to show there.
    /// </summary>
    private const int OriginalFactor = 4;

    private readonly List<string> _notes = [];

    /// <summary>What could not be judged; one line each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Runs it, and compares.</summary>
    /// <param name="names">Deferred names of the edited modules with what they lead to on the original.</param>
    /// <param name="events">Indices of the events that are compared, with the original's run and what is masked.</param>
    public IReadOnlyList<Difference> Compare(
        IReadOnlyList<(string Module, string Name, string Value)> names,
        IReadOnlyList<(int Index, EventRun Run, EventMask Mask)> events)
    {
        AgentRun run = Launch(result, options.ThreadRounds, names, [.. events.Select(item => item.Index)]);
        if (!run.Records.TryGetValue("threaded_names", out object?[]? threadedNames)
            || !run.Records.TryGetValue("threaded_events", out object?[]? threadedEvents))
        {
            return [new Difference(Check.Threads, "init", "process", "comes to its end", $"{run.Exit?.ToString() ?? "no end in time"}")];
        }

        var values = names.ToDictionary(item => (item.Module, item.Name), item => item.Value);
        var found = Rounds(threadedNames[1]).SelectMany(round => CompareNames(round, values)).ToList();
        foreach (object?[] item in ((object?[])threadedEvents[1]!).OfType<object?[]>())
        {
            var (index, expected, mask) = events.First(known => known.Index == (int)(long)item[0]!);
            string? problem = Rounds(item[1]).Select(round => ProblemOf(result, round, expected, mask)).FirstOrDefault(text => text is not null);
            if (problem is not null && IsSafeOnOriginal(index, expected, mask))
            {
                found.Add(new Difference(Check.Threads, result.Function.Events[index].Name, $"{options.Threads} threads at once", "as one alone", problem));
            }
        }

        return found.DistinctBy(item => (item.Where, item.What)).ToList();
    }

    private AgentRun Launch(FunctionSide side, int rounds, IReadOnlyList<(string Module, string Name, string Value)> names, IReadOnlyList<int> events) =>
        side.Probe(ProbeFiles.Threads, new Dictionary<string, object?>
        {
            ["names"] = names.Select(item => new[] { item.Module, item.Name }).ToArray(),
            ["events"] = events.Select(index => new[] { index, side.EventData(index) }).ToArray(),
            ["threads"] = options.Threads,
            ["rounds"] = rounds,
            // A handler may compute for long in every thread.
            ["budget"] = options.FirstUseBudget.TotalSeconds,
            ["limit"] = (side.InvocationLimit * options.Threads).TotalSeconds,
        });

    /// <summary>A handler that does not bear several threads on the original either says nothing about the edits.</summary>
    private bool IsSafeOnOriginal(int index, EventRun expected, EventMask mask)
    {
        AgentRun run = Launch(original, options.ThreadRounds * OriginalFactor, [], [index]);
        string? problem = run.Records.TryGetValue("threaded_events", out object?[]? record)
            ? ((object?[])record[1]!).OfType<object?[]>().SelectMany(item => Rounds(item[1]))
                .Select(round => ProblemOf(original, round, expected, mask)).FirstOrDefault(text => text is not null)
            : "the process did not come to its end";
        if (problem is not null)
        {
            _notes.Add($"event {original.Function.Events[index].Name} from many threads at once is not compared: the original does not bear it either ({OneLine.Of(problem)})");
        }

        return problem is null;
    }

    private static IEnumerable<object?[]> Rounds(object? rounds) => ((object?[])rounds!).OfType<object?[]>();

    private IEnumerable<Difference> CompareNames(object?[] round, Dictionary<(string Module, string Name), string> values)
    {
        if (Failure(round) is { } failure)
        {
            yield return new Difference(Check.Threads, "names", $"{options.Threads} threads at once", "as one alone", failure);
        }

        foreach (object?[] item in round[0] is "done" ? ((object?[])round[1]!).OfType<object?[]>() : [])
        {
            var key = ((string)item[0]!, (string)item[1]!);
            foreach (object?[] outcome in ((object?[])item[2]!).OfType<object?[]>())
            {
                string text = result.Paths.Apply((string)outcome[1]!);
                if (outcome[0] is not "ok" || text != values[key])
                {
                    yield return new Difference(
                        Check.Threads, key.Item1, $"{key.Item2}, {options.Threads} threads at once", OneLine.Of(values[key]), OneLine.Of(text));
                }
            }
        }
    }

    private static string? ProblemOf(FunctionSide side, object?[] round, EventRun expected, EventMask mask)
    {
        if (round[0] is not "done")
        {
            return Failure(round);
        }

        var reader = new EventReader(side.Function, side.Paths);
        return ((object?[])round[1]!).OfType<object?[]>()
            .Select(outcome => ProblemOf(reader, outcome, expected, mask))
            .FirstOrDefault(text => text is not null);
    }

    private static string? ProblemOf(EventReader reader, object?[] outcome, EventRun expected, EventMask mask)
    {
        if (outcome[0] is not "ok")
        {
            string text = (string)reader.Plain(outcome[1])!;
            return text.StartsWith(expected.Outcome + ":", StringComparison.Ordinal) ? null : text;
        }

        var form = (object?[])outcome[1]!;
        object? data = form[0] switch
        {
            "json" => reader.OfJson((string)form[1]!),
            "problem" => "not JSON: " + reader.Plain(form[1]),
            _ => reader.Plain(form[1]),
        };
        var seen = new EventRun("ok", true, data, expected.Texts, []);
        (IReadOnlyList<(string What, string Original, string Result)> differences, _) = mask.Differences(expected, seen);
        return differences.Count > 0 ? $"{differences[0].What} is {differences[0].Result}" : null;
    }

    private static string? Failure(object?[] round) => round[0] switch
    {
        "done" or "skipped" or "nofork" => null,
        "hangs" => $"hangs: {round[1]}",
        _ => $"dies: {round[1]}",
    };
}
