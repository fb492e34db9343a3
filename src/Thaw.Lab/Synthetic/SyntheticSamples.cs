using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;

namespace Thaw.Lab.Synthetic;

/// <summary>The samples of a synthetic recording.</summary>
internal static class SyntheticSamples
{
    private const int Runs = 20;
    private const int LinesPerModule = 8;
    private const int InvokeStacks = 150_000;
    private const int InvokeDepth = 20;
    private const double TickMs = 4;

    private static readonly SampleFrame[] ImportSystem =
    [
        new("<frozen importlib._bootstrap>", "_find_and_load", 1176),
        new("<frozen importlib._bootstrap>", "_find_and_load_unlocked", 1147),
        new("<frozen importlib._bootstrap>", "_load_unlocked", 690),
        new("<frozen importlib._bootstrap_external>", "SourceLoader.exec_module", 940),
        new("<frozen importlib._bootstrap>", "_call_with_frames_removed", 241),
    ];

    /// <summary>Writes them: as many in init as its length has ticks, the rest in invocations.</summary>
    public static void Write(string path, SyntheticWorld world, long samples)
    {
        using var writer = new SampleFileWriter(path);
        int[] init = InitNodes(writer, world);
        int[] invoke = InvokeNodes(writer, world);
        long initTicks = (long)(SyntheticPasses.TotalMs(world)[0] / TickMs);
        for (int run = 0; run < Runs; run++)
        {
            writer.BeginRun(run);
            long count = samples * (run + 1) / Runs - samples * run / Runs;
            int @event = run % SyntheticWorld.Events.Count;
            long inInit = Math.Min(initTicks, count / 2);
            WritePhase(writer, run, -1, init, inInit);
            WritePhase(writer, run, @event, invoke, count - inInit);
        }

        writer.Complete();
    }

    private static int[] InitNodes(SampleFileWriter writer, SyntheticWorld world)
    {
        var under = new int[world.Modules];
        var leaves = new int[world.Modules * LinesPerModule];
        for (int module = 0; module < world.Modules; module++)
        {
            string file = SyntheticWorld.FileOf(module);
            int above = -1;
            if (module > 0)
                above = under[world.Parent(module)];
            for (int line = 0; line < LinesPerModule; line++)
                leaves[module * LinesPerModule + line] = writer.Node(above, new SampleFrame(file, "<module>", 10 + 30 * line));

            int node = leaves[module * LinesPerModule];
            foreach (var frame in ImportSystem)
                node = writer.Node(node, frame);

            under[module] = node;
        }

        return leaves;
    }

    private static int[] InvokeNodes(SampleFileWriter writer, SyntheticWorld world)
    {
        int handler = writer.Node(-1, new SampleFrame(SyntheticWorld.FileOf(0), "handler", 20));
        var nodes = new int[InvokeStacks];
        for (int i = 0; i < nodes.Length; i++)
        {
            int node = handler;
            for (int depth = 1; depth <= InvokeDepth; depth++)
            {
                // The outer frames are common to many stacks, the inner ones to few.
                int branch = i >> (InvokeDepth - depth);
                int module = world.UsedModule(branch);
                node = writer.Node(node, new SampleFrame(SyntheticWorld.FileOf(module), $"function{depth % 2}", 12 + branch % 5));
            }

            nodes[i] = node;
        }

        return nodes;
    }

    private static void WritePhase(SampleFileWriter writer, int run, int @event, int[] nodes, long count)
    {
        bool invoke = @event >= 0;
        for (long i = 0; i < count; i++)
        {
            // Init goes through the modules in order, as it does in life; invocations jump about.
            int at = invoke ? SyntheticWorld.Mix((int)i * Runs + run, nodes.Length) : (int)(i * nodes.Length / count);
            bool native = i % 5 == 0;
            writer.Sample(nodes[at], 0, invoke, @event, native, native ? 2 : 1, TickMs, i % 7 == 0 ? 0 : TickMs);
        }

        writer.Phase(new SampledPhase
        {
            Run = run,
            Phase = invoke ? "invoke" : "init",
            Event = @event,
            WallMs = count * TickMs,
            SampledMs = count * TickMs,
            AgentMs = count * 0.02,
            Ticks = count,
            Handled = count,
            LongestGapMs = TickMs * 2,
            Loss = null,
        });
    }
}
