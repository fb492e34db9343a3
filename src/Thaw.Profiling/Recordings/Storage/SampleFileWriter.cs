namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Appends samples to a <c>samples.bin</c> as they come; only the tables of distinct stacks stay in memory.</summary>
/// <remarks>
/// For one thread. After <see cref="Complete"/> only <see cref="Dispose"/> may follow. Disposed without it, the file
/// has no end section, and a reader rejects it as cut off. Layout: <see cref="SampleFileFormat"/>.
/// </remarks>
public sealed class SampleFileWriter : IDisposable
{
    private readonly SectionStream _file;
    private readonly SampleTables _tables = new();
    private readonly SectionBuffer _samples = new();
    private readonly SectionBuffer _scratch = new();
    private long _count;
    private int _run;
    private (int Node, int Thread, int Event) _previous = (0, 0, -1);

    /// <summary>Creates the file; an existing one is replaced.</summary>
    /// <param name="path">Where to write.</param>
    /// <param name="mainThread">Name of the main thread, which gets index 0.</param>
    public SampleFileWriter(string path, string mainThread = "MainThread")
    {
        _file = SectionStream.Create(path);
        _tables.Thread(mainThread);
    }

    /// <summary>Samples written so far.</summary>
    public long Count => _count;

    /// <summary>The index of a thread; a name that is new gets the next one.</summary>
    public int Thread(string name) => _tables.Thread(name);

    /// <summary>The index of a frame; one that is new is added.</summary>
    public int Frame(SampleFrame frame) => _tables.Frame(frame);

    /// <summary>The node that calls from <paramref name="parent"/> (-1: outermost) to <paramref name="frame"/>; a new one is added.</summary>
    public int Node(int parent, SampleFrame frame) => _tables.Node(parent, _tables.Frame(frame));

    /// <summary>The same with the frame's index from <see cref="Frame"/>: no text is hashed.</summary>
    public int Node(int parent, int frame) => _tables.Node(parent, frame);

    /// <summary>The samples that follow are of another process. Without it they are of run 0.</summary>
    public void BeginRun(int run)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(run);
        if (run == _run)
            return;

        Flush();
        _run = run;
        _scratch.Clear();
        _scratch.Varint(run);
        _file.Write(SampleSection.Run, _scratch.Written);
    }

    /// <summary>Appends one sample; they come in order of time.</summary>
    /// <param name="node">The innermost frame's node.</param>
    /// <param name="thread">The thread's index.</param>
    /// <param name="invoke">True in the invoke phase.</param>
    /// <param name="event">Index into the manifest's events; -1 in init and for scripts.</param>
    /// <param name="isNative">True for time in C code under the frame.</param>
    /// <param name="ticks">Ticks that it stands for, 0 or more.</param>
    /// <param name="wallMs">Elapsed time that it stands for, ms, kept to the microsecond.</param>
    /// <param name="cpuMs">The thread's CPU time, ms, kept to the microsecond.</param>
    public void Sample(int node, int thread, bool invoke, int @event, bool isNative, long ticks, double wallMs, double cpuMs)
    {
        _tables.CheckSample(node, thread);
        ArgumentOutOfRangeException.ThrowIfLessThan(@event, -1);
        bool switched = (thread, @event) != (_previous.Thread, _previous.Event);
        var flags = (invoke ? SampleFlags.Invoke : 0) | (isNative ? SampleFlags.Native : 0)
            | (switched ? SampleFlags.Switched : 0) | (ticks != 1 ? SampleFlags.Ticks : 0);
        _samples.Byte((byte)flags);
        _samples.Zigzag((long)node - _previous.Node);
        if (switched)
        {
            _samples.Varint(thread);
            _samples.Zigzag(@event);
        }

        if (ticks != 1)
            _samples.Varint(ticks);

        _samples.Varint(Microseconds(wallMs));
        _samples.Varint(Microseconds(cpuMs));
        _previous = (node, thread, @event);
        _samples.Count++;
        _count++;
        if (_samples.Length >= SampleFileFormat.SectionTarget || _tables.PendingBytes >= SampleFileFormat.TableTarget)
            Flush();
    }

    /// <summary>Says what the sampler achieved in a phase; call it after the samples of that phase.</summary>
    public void Phase(SampledPhase phase)
    {
        int loss = phase.Loss is null ? 0 : _tables.Text(phase.Loss) + 1;
        Flush();
        _scratch.Clear();
        _scratch.Varint(phase.Run);
        _scratch.Byte((byte)(phase.Phase == "invoke" ? SampleFlags.Invoke : SampleFlags.None));
        _scratch.Zigzag(phase.Event);
        _scratch.Double(phase.WallMs);
        _scratch.Double(phase.SampledMs);
        _scratch.Double(phase.AgentMs);
        _scratch.Varint(phase.Ticks);
        _scratch.Varint(phase.Handled);
        _scratch.Double(phase.LongestGapMs);
        _scratch.Varint(loss);
        _file.Write(SampleSection.Phase, _scratch.Written);
    }

    /// <summary>Writes what is left and the end section, and flushes the file to the disk.</summary>
    public void Complete()
    {
        Flush();
        _scratch.Clear();
        _scratch.Varint(_count);
        _file.End(_scratch.Written);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static ulong Microseconds(double ms) => ms > 0 ? (ulong)Math.Round(ms * 1000) : 0;

    private void Flush()
    {
        _tables.Flush(_file);
        if (_samples.Count > 0)
            _file.WriteCounted(SampleSection.Samples, _samples);

        _previous = (0, 0, -1);
    }
}
