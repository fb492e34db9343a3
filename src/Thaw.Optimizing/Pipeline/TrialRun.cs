using Thaw.Functions;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Verification;
using Thaw.Python.Launching;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Runs an edited package with every planning event and notes which deferred modules are loaded after all.</summary>
internal static class TrialRun
{
    /// <summary>Why the handler can't be imported any more; nothing is breaking if it can.</summary>
    public static VerificationResult ImportHandler(PreparedFunction original, PreparedFunction result, CancellationToken cancellation)
    {
        var run = result.Launcher.Run(new LaunchRequest { ByteCode = ByteCodeState.Priming }, cancellation);
        if (run.Init is { Error: null })
        {
            return new VerificationResult();
        }

        var why = run.Init?.Error is { } error
            ? $"{error.Type}: {error.Message}".ReplaceLineEndings(" ")
            : "the process ends while it is imported";
        var paths = PathMap.Between(original, result);
        return new VerificationResult
        {
            Breaking = [new Difference(Check.Event, "init", "the import of the handler", "it works", why)],
            Places = [.. (run.Init?.Error?.Frames ?? []).Select(frame => (paths.Apply(frame.File), frame.Line))],
        };
    }

    /// <summary>Runs one process an event, two at a time; nothing of it is timed or compared.</summary>
    /// <param name="result">The package.</param>
    /// <param name="deferred">Modules that it should not load in init.</param>
    /// <param name="cancellation">Kills the processes.</param>
    public static PlanEvidence Run(PreparedFunction result, IReadOnlyList<string> deferred, CancellationToken cancellation)
    {
        var wanted = deferred.ToHashSet(StringComparer.Ordinal);
        var inInit = new HashSet<(string, string)>();
        var inEvents = new HashSet<(string, string)>();
        int[] events = result.Function.Kind == FunctionKind.Handler
            ? [.. Enumerable.Range(0, result.Function.Events.Count).Where(index => !result.Function.Events[index].Holdout)]
            : [-1];
        var runs = TwoAtATime.Select(
            events,
            index => result.Launcher.Run(
                new LaunchRequest { Mode = AgentMode.Time, ByteCode = ByteCodeState.Priming, Invocations = index < 0 ? [] : [index] }, cancellation),
            cancellation);
        foreach (var run in runs)
        {
            Note(run, result.Function, wanted, inInit, inEvents);
        }

        return new PlanEvidence(inInit, inEvents);
    }

    private static void Note(
        AgentRun run, FunctionDefinition function, HashSet<string> wanted,
        HashSet<(string, string)> inInit, HashSet<(string, string)> inEvents)
    {
        if (!run.Records.TryGetValue("loads", out var record))
        {
            return;
        }

        object?[][] loads = [.. ((object?[])record[1]!).OfType<object?[]>()];
        foreach (var load in loads)
        {
            var outer = (int)(long)load[1]!;
            if (!wanted.Contains((string)load[0]!))
            {
                continue;
            }

            if ((string)load[3]! == "init" && outer >= 0)
            {
                // What a module loads that should not have been loaded itself follows from its statements: none of them was
                // edited, because the plan did not count on it. The next one does.
                if (!wanted.Contains((string)loads[outer][0]!))
                {
                    inInit.Add(((string)loads[outer][0]!, (string)load[0]!));
                }
            }
            else if ((string)load[3]! != "init" && outer < 0 && (int)(long)load[4]! is >= 0 and var index)
            {
                // Only what the event asks for itself: the rest follows from the graph.
                inEvents.Add((function.Events[index].Name, (string)load[0]!));
            }
        }
    }
}
