namespace Thaw.Profiling.Recordings.Storage;

/// <summary>The writer's tables: numbers for texts, frames, nodes and threads, and the entries not yet written.</summary>
internal sealed class SampleTables
{
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<SampleFrame, int> _frames = [];
    private readonly Dictionary<(int Parent, int Frame), int> _nodes = [];
    private readonly Dictionary<string, int> _threads = new(StringComparer.Ordinal);
    private readonly SectionBuffer _newTexts = new();
    private readonly SectionBuffer _newFrames = new();
    private readonly SectionBuffer _newNodes = new();
    private readonly SectionBuffer _newThreads = new();

    /// <summary>Bytes of entries that were not written yet, of the largest table.</summary>
    public int PendingBytes => Math.Max(_newTexts.Length, Math.Max(_newFrames.Length, _newNodes.Length));

    /// <summary>The number of a text.</summary>
    public int Text(string text)
    {
        if (_texts.TryGetValue(text, out int number))
            return number;

        _newTexts.Text(text);
        _newTexts.Count++;
        _texts.Add(text, _texts.Count);
        return _texts.Count - 1;
    }

    /// <summary>The number of a frame.</summary>
    public int Frame(SampleFrame frame)
    {
        if (_frames.TryGetValue(frame, out int number))
            return number;

        ArgumentOutOfRangeException.ThrowIfNegative(frame.Line);
        _newFrames.Varint(Text(frame.File));
        _newFrames.Varint(Text(frame.Function));
        _newFrames.Varint(frame.Line);
        _newFrames.Count++;
        _frames.Add(frame, _frames.Count);
        return _frames.Count - 1;
    }

    /// <summary>The number of a node.</summary>
    public int Node(int parent, int frame)
    {
        if (_nodes.TryGetValue((parent, frame), out int number))
            return number;

        ArgumentOutOfRangeException.ThrowIfLessThan(parent, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(parent, _nodes.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, _frames.Count);
        _newNodes.Varint(parent + 1);
        _newNodes.Varint(frame);
        _newNodes.Count++;
        _nodes.Add((parent, frame), _nodes.Count);
        return _nodes.Count - 1;
    }

    /// <summary>The number of a thread.</summary>
    public int Thread(string name)
    {
        if (_threads.TryGetValue(name, out int number))
            return number;

        _newThreads.Varint(Text(name));
        _newThreads.Count++;
        _threads.Add(name, _threads.Count);
        return _threads.Count - 1;
    }

    /// <summary>Throws if a sample names a node or thread that was never made.</summary>
    public void CheckSample(int node, int thread)
    {
        if ((uint)node >= (uint)_nodes.Count)
            throw new ArgumentOutOfRangeException(nameof(node), node, "no such node");
        if ((uint)thread >= (uint)_threads.Count)
            throw new ArgumentOutOfRangeException(nameof(thread), thread, "no such thread");
    }

    /// <summary>Writes the new entries, each table before those that refer to it.</summary>
    public void Flush(SectionStream file)
    {
        file.WriteCounted(SampleSection.Strings, _newTexts);
        file.WriteCounted(SampleSection.Frames, _newFrames);
        file.WriteCounted(SampleSection.Nodes, _newNodes);
        file.WriteCounted(SampleSection.Threads, _newThreads);
    }
}
