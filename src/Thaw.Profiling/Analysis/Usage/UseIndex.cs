using Thaw.Profiling.Analysis.Graphs;
using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Usage;

/// <summary>What ran of each module: in which events, and for whom in init.</summary>
public sealed class UseIndex
{
    private readonly EventSet[] _events;
    private readonly List<InitNeed>?[] _needs;
    private readonly List<UsedFunction>?[] _functions;

    internal UseIndex(EventSet[] events, List<InitNeed>?[] needs, List<UsedFunction>?[] functions)
    {
        _events = events;
        _needs = needs;
        _functions = functions;
    }

    /// <summary>Events in which a function of the module ran.</summary>
    public EventSet Events(int module) => _events[module];

    /// <summary>Functions of the module that ran in init and in no event, with who needed them.</summary>
    public IReadOnlyList<InitNeed> InitNeeds(int module) => _needs[module] ?? [];

    /// <summary>Functions of the module that ran in an event.</summary>
    public IReadOnlyList<UsedFunction> Functions(int module) => _functions[module] ?? [];

    /// <summary>Attributes every function that ran to its module.</summary>
    public static UseIndex Of(Recording recording, ImportGraph graph, FrameMap frames, EventWeights weights) =>
        new UseIndexBuilder(recording, graph, frames, weights).Build();
}
