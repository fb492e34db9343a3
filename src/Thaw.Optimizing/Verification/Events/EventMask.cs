using System.Text.RegularExpressions;

namespace Thaw.Optimizing.Verification.Events;

/// <summary>What of one event is not compared, because it differs between two runs of the original.</summary>
internal sealed partial class EventMask
{
    private readonly string _event;
    private readonly IReadOnlyList<string> _declared;
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TextMask> _texts = [];
    private readonly List<MaskedPart> _parts = [];
    private bool _outcome;

    /// <param name="event">The event, for what is listed.</param>
    /// <param name="declared">Paths that the function's definition says differ.</param>
    public EventMask(string @event, IReadOnlyList<string> declared)
    {
        _event = @event;
        _declared = [.. declared.Select(path => "result." + path)];
        _parts.AddRange(_declared.Select(path => new MaskedPart(@event, path, "the function's definition says that it differs")));
    }

    /// <summary>What is masked, for people.</summary>
    public IReadOnlyList<MaskedPart> Parts => _parts;

    /// <summary>True if nothing of the event can be compared.</summary>
    public bool CoversOutcome => _outcome;

    /// <summary>Masks what differs between two runs of the original.</summary>
    /// <returns>True if something new is masked.</returns>
    public bool Add(EventRun first, EventRun second)
    {
        int before = _parts.Count;
        if (first.Outcome != second.Outcome && !_outcome)
        {
            _outcome = true;
            Note("outcome", $"it ends with {first.Outcome} or with {second.Outcome} on the original");
        }

        foreach ((string path, _, _) in Compare(first, second).Differences)
        {
            _paths.Add(path);
            Note(path, "differs between two runs of the original");
        }

        foreach ((string kind, IReadOnlyList<string> lines) in first.Texts)
        {
            foreach (string place in MaskOf(kind).Add(lines, second.Texts[kind]))
            {
                Note($"{kind} {place}", "differs between two runs of the original");
            }
        }

        return _parts.Count > before;
    }

    /// <summary>What differs and is not masked; also counts the values of the result that could be compared.</summary>
    public (IReadOnlyList<(string What, string Original, string Result)> Differences, int Compared) Differences(EventRun original, EventRun result)
    {
        if (_outcome)
        {
            return ([], 0);
        }

        if (original.Outcome != result.Outcome)
        {
            return ([("outcome", original.Summary, result.Summary)], 1);
        }

        DataComparison data = Compare(original, result);
        var found = data.Differences.ToList();
        foreach ((string kind, IReadOnlyList<string> lines) in original.Texts)
        {
            if (MaskOf(kind).Compare(lines, result.Texts[kind]) is { } difference)
            {
                found.Add(($"{kind} {difference.Place}", difference.First, difference.Second));
            }
        }

        return (found, data.Compared + (original.HasResult ? 0 : 1));
    }

    private DataComparison Compare(EventRun first, EventRun second)
    {
        var comparison = new DataComparison(IsMasked);
        if (first.HasResult && second.HasResult)
        {
            comparison.Compare("result", first.Result, second.Result);
        }

        return comparison;
    }

    private bool IsMasked(string path)
    {
        if (_paths.Contains(path))
        {
            return true;
        }

        string plain = Index().Replace(path, "");
        return _declared.Any(declared => path == declared || plain == declared);
    }

    private TextMask MaskOf(string kind) =>
        _texts.TryGetValue(kind, out TextMask? mask) ? mask : _texts[kind] = new TextMask();

    private void Note(string where, string why) => _parts.Add(new MaskedPart(_event, where, why));

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
