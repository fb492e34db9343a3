using System.Collections.Concurrent;

namespace Thaw.Lab.Hosts;

/// <summary>How the invocations of a soak ended.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class SoakTally
{
    private readonly ConcurrentDictionary<string, int> _ends = new();
    private readonly ConcurrentDictionary<string, int> _strategies = new();
    private readonly ConcurrentQueue<string> _notes = new();
    private int _sent;
    private int _unanswered;

    /// <summary>How many were sent.</summary>
    public int Sent => _sent;

    /// <summary>How many had no answer although the host lived.</summary>
    public int Unanswered => _unanswered;

    /// <summary>Counts one.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="isAnswer">False when there was no answer and should have been.</param>
    public void Add(string end, bool isAnswer)
    {
        Interlocked.Increment(ref _sent);
        if (!isAnswer)
            Interlocked.Increment(ref _unanswered);
        _ends.AddOrUpdate(end, 1, static (_, count) => count + 1);
    }

    /// <summary>Counts how one got its instance.</summary>
    public void AddStrategy(string? strategy) => _strategies.AddOrUpdate(strategy ?? "", 1, static (_, count) => count + 1);

    /// <summary>How many got their instance in a way.</summary>
    public int By(string strategy) => _strategies.GetValueOrDefault(strategy);

    /// <summary>Adds a remark.</summary>
    public void Note(string text) => _notes.Enqueue(text);

    public override string ToString() =>
        string.Join(", ", _ends.OrderByDescending(each => each.Value).Select(each => $"{each.Key} {each.Value}").Concat(_notes));
}
