using Thaw.Functions;

namespace Thaw.Optimizing.Measuring;

/// <summary>Which event each pair of cold starts gets: in proportion to the weights, spread evenly.</summary>
/// <remarks>
/// Each time the event that is furthest behind its share, as in smooth weighted round robin; the first rounds give each
/// event a turn, so that none is left without a figure.
/// </remarks>
internal sealed class EventRotation
{
    private readonly int[] _events;
    private readonly double[] _shares;
    private readonly int[] _turns;
    private int _total;

    /// <param name="function">Whose planning events rotate.</param>
    public EventRotation(FunctionDefinition function)
    {
        _events = function.Kind == FunctionKind.Handler
            ? [.. Enumerable.Range(0, function.Events.Count).Where(index => !function.Events[index].Holdout)]
            : [];
        double sum = _events.Sum(index => function.Events[index].Weight);
        _shares = [.. _events.Select(index => function.Events[index].Weight / sum)];
        _turns = new int[_events.Length];
    }

    /// <summary>Indices of the events; empty for functions without invocations.</summary>
    public IReadOnlyList<int> Events => _events;

    /// <summary>The share of an event, 0 to 1, by its place in <see cref="Events"/>.</summary>
    public double ShareOf(int place) => _shares[place];

    /// <summary>The event of the next pair; null for functions without invocations.</summary>
    public int? Next()
    {
        if (_events.Length == 0)
        {
            return null;
        }

        int place = Array.IndexOf(_turns, 0);
        if (place < 0)
        {
            place = Enumerable.Range(0, _events.Length).MaxBy(i => (_shares[i] * (_total + 1)) - _turns[i]);
        }

        _turns[place]++;
        _total++;
        return _events[place];
    }
}
