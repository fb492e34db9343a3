using System.Runtime.InteropServices;

namespace Thaw.Images.Traces;

/// <summary>
/// The Azure Functions Invocation Trace 2021 (Zhang et al., Faster and Cheaper Serverless Computing on Harvested Resources, SOSP 2021): a line
/// an invocation, with the time at which it ended and its duration, both in seconds.
/// </summary>
/// <remarks>Lines are read one by one; of each, 16 bytes are kept. They are ordered by their end in the file and by their start here.</remarks>
public sealed class Azure2021Trace : InvocationTrace
{
    /// <summary>The first line of such a file.</summary>
    public const string Header = "app,func,end_timestamp,duration";

    /// <summary>A trace that is longer, s, is none: the published one has two weeks, and a time of day in seconds since 1970 is over 50 years.</summary>
    private const double Longest = 366 * 86_400.0;

    private readonly List<TracedFunction> _functions = [];
    private readonly List<List<Invocation>> _invocations = [];

    private Azure2021Trace(string file) => Source = $"{Path.GetFileName(file)}, Azure Functions Invocation Trace 2021";

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TracedFunction> Functions => _functions;

    /// <inheritdoc/>
    public override double Seconds => _end;

    private double _end;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">A line is not as it should be; the message names file and line.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static Azure2021Trace Read(string file)
    {
        var trace = new Azure2021Trace(file);
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        long number = 0;
        foreach (var line in File.ReadLines(file))
        {
            if (++number > 1 && line.Length > 0)
                trace.Add(new CsvLine(file, number, line), known);
            else if (number == 1 && line != Header)
                throw new FormatException($"{file}:1: the first line is not {Header}");
        }

        foreach (var invocations in trace._invocations)
            CollectionsMarshal.AsSpan(invocations).Sort((one, other) => one.StartSeconds.CompareTo(other.StartSeconds));
        return trace;
    }

    /// <inheritdoc/>
    public override InvocationReader Open(int index) => new Reader(_invocations[index]);

    private void Add(CsvLine line, Dictionary<string, int> known)
    {
        line.Next("app");
        line.Next("func");
        var function = FunctionOf(line.Before, known);
        var end = line.NextNumber("end_timestamp");
        var duration = line.NextNumber("duration");
        if (!line.IsAtEnd)
            throw line.Wrong("the line has more than four fields");
        if (end > Longest)
            throw line.Wrong("end_timestamp is more than a year after the beginning of the trace, which is 0");
        // What began before the trace did arrives at its beginning.
        _invocations[function].Add(new Invocation(Math.Max(0, end - duration), duration));
        _end = Math.Max(_end, end);
    }

    private int FunctionOf(ReadOnlySpan<char> name, Dictionary<string, int> known)
    {
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var index))
            return index;
        index = _functions.Count;
        lookup[name] = index;
        _functions.Add(new TracedFunction(name.ToString().Replace(',', '/')));
        _invocations.Add([]);
        return index;
    }

    private sealed class Reader(List<Invocation> invocations) : InvocationReader
    {
        private int _at;

        protected override bool TryReadAny(out Invocation invocation)
        {
            invocation = _at < invocations.Count ? invocations[_at] : default;
            return _at++ < invocations.Count;
        }
    }
}
