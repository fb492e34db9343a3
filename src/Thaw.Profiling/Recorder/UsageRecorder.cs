using Thaw.Functions;
using Thaw.Profiling.Recordings;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>The usage pass: one process for each event, because what an event left in caches hides what the next one would run.</summary>
internal static class UsageRecorder
{
    private const string Pass = Recordings.Storage.Passes.Usage;

    /// <summary>Records; also says why it is partial, null if it is not.</summary>
    public static (UsagePass Pass, string? WhyPartial) Record(RecordingSession session)
    {
        if (session.SoundEvents.Count == 0 && session.Function.Kind == FunctionKind.Handler)
        {
            // Init alone would make everything look unused.
            throw new FunctionFailedException(session.WhyPartial("no event is left to record the use of")!);
        }

        LaunchRequest[] requests =
        [
            .. Enumerable.Range(0, Math.Max(1, session.SoundEvents.Count)).Select(index => new LaunchRequest
            {
                Mode = AgentMode.Usage,
                Invocations = RecordingSession.Repeat(session.EventOf(index), 1),
                WholeInit = index == 0, // init is the same in all of them
            }),
        ];
        var functions = new Dictionary<(string, string, string, int), Entry>();
        string mechanism = "";
        var seen = new SortedSet<int>();
        var reads = new NameReads(session.Function);
        foreach ((LaunchRequest request, AgentRun run) in requests.Zip(session.LaunchSideBySide(Pass, requests)))
        {
            if (run.Records.TryGetValue("usage", out object?[]? record) && !IsLost(run))
            {
                mechanism = (string)record[1]!;
                seen.Add(request.Invocations is [int index, ..] ? index : 0);
                Add(session, functions, (object?[])record[2]!);
                reads.Add(run);
            }
        }

        if (mechanism.Length == 0)
        {
            throw new FunctionFailedException(
                "no process with the usage recorder came to its end with it: the function takes the hook (sys.setprofile), or ends the process");
        }

        string[] names = [.. seen.Select(index => session.Function.Events[index].Name)];
        return (new UsagePass([.. functions.Values.Select(entry => entry.ToFunction())], mechanism, names, reads.All), WhyPartial(session, seen));
    }

    /// <summary>
    /// True if the hook was not the recorder's any more when a phase ended. What ran after it is not known, so nothing
    /// of that process may count: a module would look unused.
    /// </summary>
    private static bool IsLost(AgentRun run) =>
        run.Records.TryGetValue("usage_lost", out object?[]? record) && ((object?[])record[1]!).Length > 0;

    private static string? WhyPartial(RecordingSession session, SortedSet<int> seen)
    {
        string[] lost = [.. session.SoundEvents.Where(index => !seen.Contains(index)).Select(index => session.Function.Events[index].Name)];
        return lost.Length > 0
            ? $"what event {string.Join(", ", lost)} uses is not known: the function takes the hook (sys.setprofile), or ends the process"
            : session.WhyPartial("what it uses is not known");
    }

    private static void Add(RecordingSession session, Dictionary<(string, string, string, int), Entry> functions, object?[] found)
    {
        foreach (object?[] item in found.OfType<object?[]>())
        {
            var key = ((string)item[2]!, (string)item[3]!, (string)item[4]!, (int)(long)item[5]!);
            if (!functions.TryGetValue(key, out Entry? entry))
            {
                functions.Add(key, entry = new Entry(key.Item1, key.Item2, key.Item3, key.Item4, (bool)item[6]!));
            }

            entry.Note(EventOf(session, item), () => Path((object?[])item[7]!));
        }
    }

    /// <summary>The event in which a function ran; null for init. A script has one event: everything outside imports.</summary>
    private static string? EventOf(RecordingSession session, object?[] item)
    {
        bool importing = (bool)item[8]!;
        return session.Function.Kind == FunctionKind.Handler
            ? (string)item[0]! == "init" ? null : session.Function.Events[(int)(long)item[1]!].Name
            : importing ? null : session.Function.Events[0].Name;
    }

    private static CallSite[] Path(object?[] frames) =>
    [
        .. frames.OfType<object?[]>().Select(frame => new CallSite((string)frame[0]!, (int)(long)frame[1]!, (string)frame[2]!)),
    ];

    private sealed class Entry(string module, string name, string file, int line, bool isNative)
    {
        private readonly SortedSet<string> _events = new(StringComparer.Ordinal);
        private bool _inInit;
        private bool _pathIsOfEvent;
        private CallSite[] _path = [];

        public void Note(string? eventName, Func<CallSite[]> path)
        {
            if (_path.Length == 0 || (eventName is not null && !_pathIsOfEvent))
            {
                _path = path();
                _pathIsOfEvent = eventName is not null;
            }

            if (eventName is null)
            {
                _inInit = true;
            }
            else
            {
                _events.Add(eventName);
            }
        }

        public UsedFunction ToFunction() => new()
        {
            Module = module,
            Name = name,
            File = isNative ? null : file,
            Line = line,
            IsNative = isNative,
            InInit = _inInit,
            Events = [.. _events],
            FirstPath = _path,
        };
    }
}
