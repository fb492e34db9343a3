using System.Diagnostics;

namespace Thaw.Optimizing.Pipeline;

/// <summary>How long each step of an optimisation took; a step that comes again is added to.</summary>
/// <remarks>May be used by several threads.</remarks>
internal sealed class StepClock
{
    private readonly Lock _lock = new();
    private readonly List<StepTime> _times = [];
    private long _since = Stopwatch.GetTimestamp();
    private string? _current;

    /// <summary>Says which step is at work from now on.</summary>
    public void Enter(string step)
    {
        lock (_lock)
        {
            Add();
            _current = step;
        }
    }

    /// <summary>The steps in the order in which they were first entered.</summary>
    public IReadOnlyList<StepTime> Times()
    {
        lock (_lock)
        {
            Add();
            return [.. _times];
        }
    }

    private void Add()
    {
        var now = Stopwatch.GetTimestamp();
        var seconds = Stopwatch.GetElapsedTime(_since, now).TotalSeconds;
        _since = now;
        if (_current is null)
        {
            return;
        }

        var index = _times.FindIndex(time => time.Name == _current);
        if (index < 0)
        {
            _times.Add(new StepTime(_current, seconds));
        }
        else
        {
            _times[index] = _times[index] with { Seconds = _times[index].Seconds + seconds };
        }
    }
}

/// <summary>How long a step took.</summary>
/// <param name="Name">As progress reports have it: <c>profile</c>, <c>plan</c>, <c>verify</c>, <c>measure</c> or <c>write</c>.</param>
/// <param name="Seconds">Its time altogether, s, 0 or more.</param>
public sealed record StepTime(string Name, double Seconds);
