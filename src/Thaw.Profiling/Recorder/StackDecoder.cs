using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Turns the agent's stacks (code identities and instruction offsets, innermost first) into nodes of the samples file.</summary>
internal static class StackDecoder
{
    /// <summary>One node a stack, in the agent's order.</summary>
    public static IEnumerable<int> Nodes(SampleFileWriter file, AgentRun run)
    {
        Dictionary<long, (string File, string Function, int Line)> codes = Codes(run);
        Dictionary<(long, long), int> lines = Items(run, "lines").ToDictionary(
            item => ((long)item[0]!, (long)item[1]!), item => (int)(long)(item[2] ?? 0L));
        foreach (object?[] stack in Items(run, "stacks"))
        {
            int node = -1;
            for (int at = stack.Length - 2; at >= 0; at -= 2)
            {
                (long code, long offset) = ((long)stack[at]!, (long)stack[at + 1]!);
                (string source, string function, int first) = codes.GetValueOrDefault(code, ("", "?", 0));
                node = file.Node(node, new SampleFrame(source, function, lines.GetValueOrDefault((code, offset), first)));
            }

            yield return node >= 0 ? node : file.Node(-1, new SampleFrame("", "(outside Python code)", 0));
        }
    }

    private static Dictionary<long, (string File, string Function, int Line)> Codes(AgentRun run) =>
        Items(run, "codes").ToDictionary(
            item => (long)item[0]!, item => ((string)item[1]!, (string)item[2]!, (int)(long)item[3]!));

    private static IEnumerable<object?[]> Items(AgentRun run, string tag) =>
        run.Records.TryGetValue(tag, out object?[]? record) ? ((object?[])record[1]!).OfType<object?[]>() : [];
}
