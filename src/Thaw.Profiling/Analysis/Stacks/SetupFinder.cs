using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Stacks;

/// <summary>Sums up init samples by the line of the innermost module body that they ran for.</summary>
/// <remarks>
/// A sample belongs to the innermost module body on its stack, unless the import system runs above that body: then
/// it is finding, reading or unmarshalling, which the import pass accounts for. All lines of a module together can't
/// take longer than its own time in the import pass, a median that a process which had to wait for a processor does
/// not move: where samples say more, they are scaled down to that.
/// </remarks>
internal static class SetupFinder
{
    private const int None = -1;

    /// <summary>All lines with samples, in order of module and line.</summary>
    public static IReadOnlyList<SetupWork> Find(StackFrames stacks, ImportsPass imports)
    {
        var samples = stacks.Samples;
        var runs = samples.Phases.Count(phase => phase.Phase == Phases.Init);
        var (body, callee) = Bodies(stacks);
        var lines = new Dictionary<(int Module, int Line), Line>();
        foreach (var weight in samples.Weights)
        {
            if (weight.Thread != 0 || body[weight.Node] == None || !stacks.Counts(weight, Phases.Init) || stacks.IsAgent(weight.Node))
            {
                continue;
            }

            var frame = body[weight.Node];
            var key = (stacks.Module[frame], samples.Frames[frame].Line);
            if (!lines.TryGetValue(key, out var line))
            {
                lines.Add(key, line = new Line());
            }

            line.Add(new CallTime(weight.WallMs, weight.CpuMs, weight.Samples), callee[weight.Node]);
        }

        return Scaled(lines.Select(line => line.Value.ToWork(line.Key.Module, line.Key.Line, Math.Max(1, runs), stacks)), imports);
    }

    private static IReadOnlyList<SetupWork> Scaled(IEnumerable<SetupWork> lines, ImportsPass imports) =>
        [.. lines
            .GroupBy(work => work.Module)
            .SelectMany(module => Scaled([.. module], imports.Modules[module.Key].SelfMs))
            .OrderBy(work => work.Module).ThenBy(work => work.Line)];

    private static IEnumerable<SetupWork> Scaled(IReadOnlyList<SetupWork> module, double selfMs)
    {
        var sampled = module.Sum(work => work.Time.WallMs);
        var scale = sampled > selfMs ? Math.Max(0, selfMs) / sampled : 1;
        return module.Select(work => work with
        {
            Time = new CallTime(work.Time.WallMs * scale, work.Time.CpuMs * scale, work.Time.Samples),
        });
    }

    /// <summary>For each node the frame of the body that it runs for, and the frame that this body called.</summary>
    private static (int[] Body, int[] Callee) Bodies(StackFrames stacks)
    {
        var nodes = stacks.Samples.Nodes;
        var body = new int[nodes.Count];
        var callee = new int[nodes.Count];
        for (var i = 0; i < body.Length; i++)
        {
            var (parent, frame) = (nodes[i].Parent, nodes[i].Frame);
            var outer = parent < 0 ? None : body[parent];
            var isBody = stacks.Module[frame] >= 0 && FrameMap.IsModuleBody(stacks.Samples.Frames[frame].Function);
            body[i] = isBody ? frame : stacks.IsImportSystem[frame] ? None : outer;
            callee[i] = isBody || outer == None ? None : callee[parent] == None ? frame : callee[parent];
        }

        return (body, callee);
    }

    private sealed class Line
    {
        private readonly Dictionary<int, double> _callees = [];
        private CallTime _time;

        public void Add(CallTime time, int callee)
        {
            _time += time;
            _callees[callee] = _callees.GetValueOrDefault(callee) + time.WallMs;
        }

        public SetupWork ToWork(int module, int line, int runs, StackFrames stacks)
        {
            var main = ByFunction(stacks).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key?.Name, StringComparer.Ordinal).First().Key;
            var mean = new CallTime(_time.WallMs / runs, _time.CpuMs / runs, _time.Samples);
            return new SetupWork(module, line, mean, _time.Samples, main);
        }

        private List<KeyValuePair<CallTreeFunction?, double>> ByFunction(StackFrames stacks) =>
            [.. _callees
                .GroupBy(entry => entry.Key == None ? (CallTreeFunction?)null : FunctionOf(entry.Key, stacks))
                .Select(group => KeyValuePair.Create(group.Key, group.Sum(entry => entry.Value)))];

        private static CallTreeFunction FunctionOf(int frame, StackFrames stacks)
        {
            var sampled = stacks.Samples.Frames[frame];
            return new CallTreeFunction(sampled.File, sampled.Function, stacks.Module[frame]);
        }
    }
}
