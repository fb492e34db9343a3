using Thaw.Profiling.Recordings;

namespace Thaw.Profiling.Analysis.Usage;

/// <summary>The events that planning may use, and how much each counts.</summary>
/// <remarks>Held-out events are not among them, whatever a recording says. A script or a <c>-m</c> module gets no
/// events: its one run counts as an event <c>(run)</c>.</remarks>
public sealed class EventWeights
{
    /// <summary>The name that stands for the run of a script.</summary>
    public const string Run = "(run)";

    private readonly List<string> _names = [];
    private readonly List<double> _weights = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly double _total;

    /// <summary>Takes the events of a recording that were run for usage (all, where usage was not recorded).</summary>
    public EventWeights(RecordingManifest manifest, UsagePass? usage)
    {
        foreach (var recorded in manifest.Events)
        {
            if (!recorded.Holdout && recorded.Weight > 0 && (usage is null || usage.Events.Contains(recorded.Name)))
            {
                Add(recorded.Name, recorded.Weight);
                AreAssumed |= recorded.WeightIsAssumed;
            }
        }

        if (_names.Count == 0)
        {
            Add(Run, 1);
        }

        _total = _weights.Sum();
    }

    /// <summary>True if no weights were given and all events count the same.</summary>
    public bool AreAssumed { get; }

    /// <summary>Names in the order of the bits.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The set of those of <paramref name="names"/> that planning may use.</summary>
    public EventSet SetOf(IReadOnlyList<string> names)
    {
        var set = EventSet.Empty;
        foreach (var name in names)
        {
            if (_index.TryGetValue(name, out var index))
            {
                set |= EventSet.Of(index);
            }
        }

        return set;
    }

    /// <summary>Share of all invocations that events of the set make up, 0 to 1.</summary>
    public double ShareOf(EventSet set)
    {
        double sum = 0;
        for (var i = 0; i < _weights.Count; i++)
        {
            sum += set.Contains(i) ? _weights[i] : 0;
        }

        return sum / _total;
    }

    /// <summary>Names of the events in a set, in recorded order.</summary>
    public IReadOnlyList<string> NamesOf(EventSet set)
    {
        var names = new List<string>();
        for (var i = 0; i < _names.Count; i++)
        {
            if (set.Contains(i))
            {
                names.Add(_names[i]);
            }
        }

        return names;
    }

    private void Add(string name, double weight)
    {
        if (_index.TryAdd(name, _names.Count))
        {
            _names.Add(name);
            _weights.Add(weight);
        }
    }
}
