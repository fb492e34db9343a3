using Thaw.Functions;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Compiles what is missing, and finds out whether the function runs at all, and with which events to the end.</summary>
/// <param name="FilesInUse">Files that the function's process had open or mapped.</param>
/// <param name="SoundEvents">Events that leave the process alive, in order; an error that the handler raises does.</param>
/// <param name="BrokenEvents">Those whose process crashed, ended itself or never returned, and how.</param>
internal sealed record Priming(
    IReadOnlyList<string> FilesInUse, IReadOnlyList<int> SoundEvents, IReadOnlyList<BrokenEvent> BrokenEvents)
{
    /// <exception cref="FunctionFailedException">The function does not run at all.</exception>
    public static Priming Of(RecordingSession session)
    {
        List<int> sound = [];
        List<BrokenEvent> broken = [];
        IReadOnlyList<string> files = [];
        int[] left = [.. session.PlanningEvents];
        do
        {
            AgentRun run = Launch(session, left);
            CheckInit(session, run);
            files = FilesOf(run) ?? files;
            int ended = Math.Min(run.Invocations.Count(), left.Length);
            sound.AddRange(left[..ended]);
            if (!run.Complete && ended < left.Length)
            {
                broken.Add(new BrokenEvent(left[ended], Outcomes.HowItEnded(run)));
            }

            // A process that an event ended (also by sys.exit) has not seen the later ones.
            left = left[Math.Min(left.Length, run.Complete ? Math.Max(1, ended) : ended + 1)..];
        }
        while (left.Length > 0);

        return new Priming(sound.Count > 0 || broken.Count == 0 ? files : FilesOf(Launch(session, [])) ?? files, sound, broken);
    }

    private static AgentRun Launch(RecordingSession session, IReadOnlyList<int> events) => session.Launch(new LaunchRequest
    {
        Mode = AgentMode.Baseline,
        ByteCode = ByteCodeState.Priming,
        Invocations = events,
        WantFiles = true,
    });

    private static void CheckInit(RecordingSession session, AgentRun run)
    {
        FunctionDefinition function = session.Function;
        if (!Outcomes.InitWorked(function.Kind, run))
        {
            string what = function.Kind == FunctionKind.Handler ? $"handler {function.Target} cannot be loaded" : $"{function.Target} fails";
            throw new FunctionFailedException($"{what}: {Outcomes.Of(function.Kind, run, null).Message}");
        }
    }

    private static string[]? FilesOf(AgentRun run) => run.Records.TryGetValue("files", out object?[]? record)
        ? [.. ((object?[])record[1]!).Select(item => (string)item!)]
        : null;
}

/// <summary>An event whose process did not come to its end.</summary>
/// <param name="Index">Of the function's events.</param>
/// <param name="How">Such as <c>killed by signal 11 (SIGSEGV)</c>.</param>
internal sealed record BrokenEvent(int Index, string How);
