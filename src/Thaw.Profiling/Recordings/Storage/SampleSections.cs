namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Takes the payloads of a samples file apart; a malformed one throws <see cref="FormatException"/>.</summary>
internal sealed class SampleSections
{
    private readonly List<string> _texts = [];
    private RawSample[] _samples = new RawSample[16 << 10];
    private int _sampleCount;
    private int _run;

    /// <summary>Distinct frames.</summary>
    public List<SampleFrame> Frames { get; } = [];

    /// <summary>Nodes, parents first.</summary>
    public List<StackNode> Nodes { get; } = [];

    /// <summary>Names of threads.</summary>
    public List<string> Threads { get; } = [];

    /// <summary>Phases in the order of the file.</summary>
    public List<SampledPhase> Phases { get; } = [];

    /// <summary>The samples of the section that was taken last; valid until the next one.</summary>
    public ReadOnlySpan<RawSample> Samples => _samples.AsSpan(0, _sampleCount);

    /// <summary>Takes one section in.</summary>
    public void Take(SampleSection tag, ReadOnlySpan<byte> payload)
    {
        var reader = new SectionReader(payload);
        switch (tag)
        {
            case SampleSection.Run:
                _run = reader.Below(int.MaxValue, "run");
                break;
            case SampleSection.Phase:
                Phases.Add(ReadPhase(ref reader));
                break;
            case SampleSection.Samples:
                ReadSamples(ref reader);
                break;
            default:
                TakeTable(tag, ref reader);
                break;
        }

        if (!reader.IsAtEnd)
            throw new FormatException("a section is longer than its entries");
    }

    private void TakeTable(SampleSection tag, ref SectionReader reader)
    {
        for (int count = reader.Count(); count > 0; count--)
        {
            switch (tag)
            {
                case SampleSection.Strings:
                    _texts.Add(reader.Text());
                    break;
                case SampleSection.Frames:
                    Frames.Add(new SampleFrame(Text(ref reader), Text(ref reader), reader.Below(int.MaxValue, "line")));
                    break;
                case SampleSection.Nodes:
                    Nodes.Add(new StackNode(
                        reader.Below(Nodes.Count + 1, "parent node") - 1, reader.Below(Frames.Count, "frame")));
                    break;
                case SampleSection.Threads:
                    Threads.Add(Text(ref reader));
                    break;
                default:
                    throw new FormatException($"a section has the unknown tag {(byte)tag}");
            }
        }
    }

    private string Text(ref SectionReader reader) => _texts[reader.Below(_texts.Count, "text")];

    private SampledPhase ReadPhase(ref SectionReader reader)
    {
        var phase = new SampledPhase
        {
            Run = reader.Below(int.MaxValue, "run"),
            Phase = PhaseName((reader.Byte() & (byte)SampleFlags.Invoke) != 0),
            Event = EventIndex(ref reader),
            WallMs = reader.Double(),
            SampledMs = reader.Double(),
            AgentMs = reader.Double(),
            Ticks = reader.Long(),
            Handled = reader.Long(),
            LongestGapMs = reader.Double(),
            Loss = null,
        };
        int loss = reader.Below(_texts.Count + 1, "text");
        return loss == 0 ? phase : phase with { Loss = _texts[loss - 1] };
    }

    /// <summary>The model's name of a phase.</summary>
    public static string PhaseName(bool isInvoke) => isInvoke ? "invoke" : "init";

    private static int EventIndex(ref SectionReader reader)
    {
        long index = reader.Zigzag();
        return index is >= -1 and <= int.MaxValue ? (int)index : throw new FormatException($"event {index} does not exist");
    }

    private void ReadSamples(ref SectionReader reader)
    {
        int count = reader.Count();
        if (_samples.Length < count)
            _samples = new RawSample[count];

        _sampleCount = count;
        (long node, int thread, int @event) = (0, 0, -1);
        for (int i = 0; i < count; i++)
        {
            var flags = (SampleFlags)reader.Byte();
            node += reader.Zigzag();
            if ((ulong)node >= (ulong)Nodes.Count)
                throw new FormatException($"node {node} does not exist");

            if ((flags & SampleFlags.Switched) != 0)
                (thread, @event) = (reader.Below(Threads.Count, "thread"), EventIndex(ref reader));

            long ticks = (flags & SampleFlags.Ticks) != 0 ? reader.Long() : 1;
            _samples[i] = new RawSample(
                _run, (int)node, thread, (flags & SampleFlags.Invoke) != 0, @event,
                (flags & SampleFlags.Native) != 0, ticks, reader.Long(), reader.Long());
        }
    }
}
