using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Usage;

/// <summary>Which names of each module were read, by events and by the bodies of other modules.</summary>
internal sealed class ReadIndex
{
    private readonly EventSet[] _events;
    private readonly EventSet[] _typeChecks;
    private readonly List<NameRead>?[] _reads;
    private readonly List<BodyRead>?[] _bodies;

    private ReadIndex(int modules, bool isKnown)
    {
        IsKnown = isKnown;
        _events = new EventSet[modules];
        _typeChecks = new EventSet[modules];
        _reads = new List<NameRead>?[modules];
        _bodies = new List<BodyRead>?[modules];
    }

    /// <summary>True if the recording tells.</summary>
    public bool IsKnown { get; }

    /// <summary>Events that read a name for more than a type check.</summary>
    public EventSet Events(int module) => _events[module];

    /// <summary>Events that named a type in a type check.</summary>
    public EventSet TypeCheckEvents(int module) => _typeChecks[module];

    /// <summary>What events read.</summary>
    public IReadOnlyList<NameRead> Of(int module) => _reads[module] ?? [];

    /// <summary>What bodies of modules read.</summary>
    public IReadOnlyList<BodyRead> OfBodies(int module) => _bodies[module] ?? [];

    /// <summary>Attributes every name that was read to its module.</summary>
    public static ReadIndex Of(Recording recording, ImportGraph graph, FrameMap frames, EventWeights weights)
    {
        var reads = recording.Usage?.Reads;
        var index = new ReadIndex(graph.ModuleCount, reads is not null);
        foreach (var read in reads ?? [])
        {
            if (graph.Names.ByName.TryGetValue(read.Module, out var module))
            {
                index.Add(module, read, frames.ModuleOf(read.Site.File), weights);
            }
        }

        return index;
    }

    private void Add(int module, NameRead read, int reader, EventWeights weights)
    {
        if (read.AtImport)
        {
            if (reader >= 0 && reader != module)
            {
                (_bodies[module] ??= []).Add(new BodyRead(reader, read));
            }

            return;
        }

        (_reads[module] ??= []).Add(read);
        var events = read.OnlyInTypeChecks ? _typeChecks : _events;
        events[module] |= weights.SetOf(read.Events);
    }
}
