using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Python.Launching;

namespace Thaw.Profiling.Recorder;

/// <summary>Turns the raw samples of one process into records of the samples file.</summary>
/// <remarks>
/// The agent writes, for each sample, when its handler was left before and when it was entered now. Thaw knows when
/// it sent each tick. A sample stands for all ticks sent in between; it is late if the first of them was sent well
/// before the handler could run, that is, while C code ran. As no byte code ran meanwhile, the stack is still that of
/// the missed ticks. Late but without CPU time is waiting, not C code.
/// </remarks>
internal sealed class SampleConverter
{
    /// <summary>Later than this after its tick, a sample was held up: ten times the usual way of a signal (75 µs).</summary>
    private const long LateNs = 750_000;

    private const int Stride = 5;

    private readonly SampleFileWriter _file;
    private readonly AgentRun _run;
    private readonly int _index;
    private readonly int[] _nodes;
    private readonly Dictionary<long, int> _threads = [];
    private readonly object?[] _samples;
    private readonly object?[] _spans;
    private int _tick;
    private int _span;

    public SampleConverter(SampleFileWriter file, AgentRun run, int index)
    {
        _file = file;
        _run = run;
        _index = index;
        _samples = Items("samples");
        _spans = Items("spans");
        file.BeginRun(index);
        _nodes = [.. StackDecoder.Nodes(file, run)];
    }

    /// <summary>True if the function replaced the handler of the ticking signal, or blocked the signal.</summary>
    public static bool Lost(AgentRun run) =>
        run.Records.TryGetValue("sampled", out object?[]? record)
        && ((object?[])record[1]!).OfType<object?[]>().Any(phase => !(bool)phase[6]!);

    public void Convert()
    {
        foreach (object?[] phase in Items("sampled").OfType<object?[]>())
        {
            ConvertPhase(phase);
        }
    }

    private object?[] Items(string tag) =>
        _run.Records.TryGetValue(tag, out object?[]? record) ? (object?[])record[1]! : [];

    private void ConvertPhase(object?[] phase)
    {
        bool invoke = (string)phase[0]! == "invoke";
        int @event = (int)(long)phase[1]!;
        (long start, long end) = ((long)phase[2]!, (long)phase[3]!);
        var sums = new Sums();
        SkipTicks(start);
        for (long at = (long)phase[4]!; at < (long)phase[5]!; at += Stride)
        {
            Add(at, invoke, @event, ref sums);
        }

        _file.Phase(new SampledPhase
        {
            Run = _index,
            Phase = invoke ? "invoke" : "init",
            Event = @event,
            WallMs = (end - start) / 1e6,
            SampledMs = sums.WallNs / 1e6,
            AgentMs = sums.AgentNs / 1e6,
            Ticks = sums.Ticks,
            Handled = sums.Handled,
            LongestGapMs = sums.LongestNs / 1e6,
            Loss = (bool)phase[6]! ? null : "the function took or blocked the signal that ticks",
        });
    }

    private void Add(long at, bool invoke, int @event, ref Sums sums)
    {
        int node = _nodes[(int)Number(at)];
        long thread = Number(at + 1);
        (long since, long entered, long cpu) = (Number(at + 2), Number(at + 3), Number(at + 4));
        long wall = entered - since;
        if (thread != 0)
        {
            _file.Sample(node, Thread(thread), invoke, @event, isNative: false, 1, wall / 1e6, cpu / 1e6);
            return;
        }

        (long ticks, long late) = Ticks(since, entered);
        bool isNative = late > LateNs && cpu > wall / 2;
        _file.Sample(node, 0, invoke, @event, isNative, ticks, wall / 1e6, cpu / 1e6);
        sums.WallNs += wall;
        sums.AgentNs += _span < _spans.Length ? (long)_spans[_span++]! : 0;
        sums.Ticks += ticks;
        sums.Handled++;
        sums.LongestNs = Math.Max(sums.LongestNs, wall);
    }

    private long Number(long at) => (long)_samples[at]!;

    /// <summary>
    /// How many ticks were sent until a moment and are not accounted for, and how long the first of those that were sent
    /// after the handler had been left had to wait. (Ticks that come while the handler runs are dropped by it.)
    /// </summary>
    private (long Count, long LateNs) Ticks(long since, long until)
    {
        int first = _tick;
        SkipTicks(since);
        long late = _tick < _run.TicksNs.Length && _run.TicksNs[_tick] <= until ? until - _run.TicksNs[_tick] : 0;
        SkipTicks(until);
        return (Math.Max(1, _tick - first), late);
    }

    private void SkipTicks(long until)
    {
        while (_tick < _run.TicksNs.Length && _run.TicksNs[_tick] <= until)
        {
            _tick++;
        }
    }

    private int Thread(long thread)
    {
        if (!_threads.TryGetValue(thread, out int index))
        {
            index = _file.Thread(FormattableString.Invariant($"Thread-{thread}"));
            _threads.Add(thread, index);
        }

        return index;
    }

    private struct Sums
    {
        public long WallNs;
        public long AgentNs;
        public long Ticks;
        public long Handled;
        public long LongestNs;
    }
}
