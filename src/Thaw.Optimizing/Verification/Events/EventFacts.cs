namespace Thaw.Optimizing.Verification.Events;

/// <summary>What an event does on the original, run as often as it takes to know what varies.</summary>
internal sealed class EventFacts
{
    private readonly Func<EventRun> _runAgain;
    private readonly int _mostRuns;
    private int _runs;

    /// <param name="name">The event.</param>
    /// <param name="declared">Paths that the function's definition says differ.</param>
    /// <param name="options">How often the original is run.</param>
    /// <param name="run">Runs it on the original.</param>
    public EventFacts(string name, IReadOnlyList<string> declared, VerifyOptions options, Func<EventRun> run)
    {
        _runAgain = run;
        _mostRuns = options.MostOriginalRuns;
        Mask = new EventMask(name, declared);
        First = run();
        for (_runs = 1; _runs < Math.Max(2, options.OriginalRuns); _runs++)
        {
            Mask.Add(First, run());
        }
    }

    /// <summary>The run that others are compared with.</summary>
    public EventRun First { get; }

    /// <summary>What is not compared.</summary>
    public EventMask Mask { get; }

    /// <summary>
    /// What differs on the result, and how many values could be compared. Before something counts as different, the
    /// original is run again as often as allowed: two runs may agree by chance in what varies.
    /// </summary>
    public (IReadOnlyList<(string What, string Original, string Result)> Differences, int Compared) Compare(EventRun result)
    {
        var found = Mask.Differences(First, result);
        while (found.Differences.Count > 0 && _runs < _mostRuns)
        {
            _runs++;
            Mask.Add(First, _runAgain());
            found = Mask.Differences(First, result);
        }

        return found;
    }
}
