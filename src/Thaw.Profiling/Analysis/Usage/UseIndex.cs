using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Usage;

/// <summary>What ran and what was read of each module: in which events, and for whom in init.</summary>
public sealed class UseIndex
{
    private readonly EventSet[] _events;
    private readonly List<InitNeed>?[] _needs;
    private readonly List<UsedFunction>?[] _functions;
    private readonly ReadIndex _reads;

    internal UseIndex(EventSet[] events, List<InitNeed>?[] needs, List<UsedFunction>?[] functions, ReadIndex reads)
    {
        _events = events;
        _needs = needs;
        _functions = functions;
        _reads = reads;
    }

    /// <summary>True if the recording tells which names were read: what has no trace then is not used by Python code.</summary>
    public bool KnowsReads => _reads.IsKnown;

    /// <summary>Events that need the module: a function of it ran, or a name of it was read.</summary>
    public EventSet Events(int module) => _events[module] | _reads.Events(module) | _reads.TypeCheckEvents(module);

    /// <summary>The same, but for those in which a type of it was named in type checks and nothing else.</summary>
    public EventSet EventsBeyondTypeChecks(int module) => _events[module] | _reads.Events(module);

    /// <summary>Names of the module that were read in events.</summary>
    public IReadOnlyList<NameRead> Reads(int module) => _reads.Of(module);

    /// <summary>Names of the module that bodies of other modules read while they were imported.</summary>
    public IReadOnlyList<BodyRead> BodyReads(int module) => _reads.OfBodies(module);

    /// <summary>Functions of the module that ran in init and in no event, with who needed them.</summary>
    public IReadOnlyList<InitNeed> InitNeeds(int module) => _needs[module] ?? [];

    /// <summary>Functions of the module that ran in an event.</summary>
    public IReadOnlyList<UsedFunction> Functions(int module) => _functions[module] ?? [];

    /// <summary>Attributes every function that ran to its module.</summary>
    public static UseIndex Of(Recording recording, ImportGraph graph, FrameMap frames, EventWeights weights) =>
        new UseIndexBuilder(recording, graph, frames, weights).Build(ReadIndex.Of(recording, graph, frames, weights));
}
