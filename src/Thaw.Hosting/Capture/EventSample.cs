namespace Thaw.Hosting.Capture;

/// <summary>Events of one shape: how many there were, and some of them.</summary>
/// <param name="Shape">As <see cref="EventShape"/> says it.</param>
/// <param name="Seen">How many there were, 1 or more.</param>
/// <param name="Events">Those that are kept, each as likely as any other of the shape; JSON without secrets.</param>
internal sealed record SampledShape(string Shape, long Seen, IReadOnlyList<string> Events);

/// <summary>A few of very many events, so that each shape is there, and how often it came is known.</summary>
/// <remarks>
/// A reservoir for each shape, and all of them share the places evenly. A shape that has no place left takes that of the rarest, and its
/// count with it: counts of rare shapes are then too high, never too low (as in Space Saving, Metwally et al. 2005). For one thread.
/// </remarks>
internal sealed class EventSample(int most, Random random)
{
    private readonly Dictionary<string, Reservoir> _shapes = new(StringComparer.Ordinal);

    /// <summary>What is kept now, the most frequent shape first.</summary>
    public IReadOnlyList<SampledShape> Shapes => [.. _shapes
        .Select(each => new SampledShape(each.Key, each.Value.Seen, [.. each.Value.Events])).OrderByDescending(each => each.Seen).ThenBy(each => each.Shape, StringComparer.Ordinal)];

    private int Room => Math.Max(1, most / Math.Max(1, _shapes.Count));

    /// <summary>Takes over what another one kept.</summary>
    public void Load(IEnumerable<SampledShape> kept)
    {
        foreach (var shape in kept.Take(most))
            _shapes[shape.Shape] = new Reservoir { Seen = shape.Seen, Events = [.. shape.Events] };
        Trim();
    }

    /// <summary>Counts an event.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="write">Writes it without secrets; called only for one that is kept. What it throws is thrown on.</param>
    public void Add(string shape, Func<string> write)
    {
        if (!_shapes.TryGetValue(shape, out var reservoir))
        {
            // First, because it may fail.
            var first = write();
            _shapes[shape] = new Reservoir { Seen = 1 + (_shapes.Count < most ? 0 : TakeRarest()), Events = [first] };
            Trim();
            return;
        }
        reservoir.Seen++;
        if (reservoir.Events.Count < Room)
            reservoir.Events.Add(write());
        else if (random.NextInt64(reservoir.Seen) is var place && place < reservoir.Events.Count)
            reservoir.Events[(int)place] = write();
    }

    private long TakeRarest()
    {
        var rarest = _shapes.MinBy(each => each.Value.Seen);
        _shapes.Remove(rarest.Key);
        return rarest.Value.Seen;
    }

    private void Trim()
    {
        foreach (var reservoir in _shapes.Values)
        {
            while (reservoir.Events.Count > Room)
                reservoir.Events.RemoveAt(random.Next(reservoir.Events.Count));
        }
    }

    private sealed class Reservoir
    {
        public long Seen { get; set; }

        public List<string> Events { get; init; } = [];
    }
}
