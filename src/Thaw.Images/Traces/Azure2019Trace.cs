namespace Thaw.Images.Traces;

/// <summary>
/// The Azure Functions trace 2019 (Shahrad et al., Serverless in the Wild, USENIX ATC 2020): how often each function was invoked in each minute of
/// a day, with percentiles of its durations and its application's memory where those files are there.
/// </summary>
/// <remarks>
/// The invocations of a minute are spread evenly over it; where the trace holds no more than their number, their order within it is not known. Durations are
/// drawn between the published percentiles, with numbers that are the same in each run. Of each minute with invocations 8 bytes are kept.
/// </remarks>
public sealed class Azure2019Trace : InvocationTrace
{
    /// <summary>Quantiles that the trace has of durations.</summary>
    private static readonly double[] Quantiles = [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1];

    private readonly List<TracedFunction> _functions = [];
    private readonly List<List<(int Minute, int Count)>> _counts = [];
    private readonly List<double[]?> _durations = [];
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private int _days;

    private Azure2019Trace(string source) => Source = $"{source}, Azure Functions trace 2019";

    /// <inheritdoc/>
    public override string Source { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TracedFunction> Functions => _functions;

    /// <inheritdoc/>
    public override double Seconds => _days * 86_400.0;

    /// <summary>Reads the file of a day's invocations, or those of all days of a folder, with what lies beside them.</summary>
    /// <exception cref="FormatException">A line is not as it should be, or the folder has no such file; the message names file and line.</exception>
    /// <exception cref="IOException">One can't be read.</exception>
    public static Azure2019Trace Read(string path)
    {
        var files = Directory.Exists(path) ? Azure2019Files.In(path) : [path];
        if (files.Count == 0)
            throw new FormatException($"{path}: no file invocations_per_function_md.anon.dNN.csv in it");
        var trace = new Azure2019Trace(Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
        foreach (var file in files)
            trace.ReadDay(file);
        return trace;
    }

    /// <inheritdoc/>
    public override InvocationReader Open(int index) => new Reader(_counts[index], _durations[index], (ulong)index);

    private void ReadDay(string file)
    {
        var memory = new Dictionary<string, long>(StringComparer.Ordinal);
        Azure2019Files.ReadMemory(file, (app, bytes) => memory[app] = bytes);
        var twice = new HashSet<int>();
        long number = 0;
        foreach (var line in File.ReadLines(file))
        {
            if (++number == 1 && !line.StartsWith(Azure2019Files.InvocationsHeader, StringComparison.Ordinal))
                throw new FormatException($"{file}:1: the first line does not begin with {Azure2019Files.InvocationsHeader}");
            if (number > 1 && line.Length > 0)
                AddLine(new CsvLine(file, number, line), memory, twice);
        }

        foreach (var function in twice)
            _counts[function] = [.. _counts[function].GroupBy(count => count.Minute, count => count.Count).Select(minute => (minute.Key, minute.Sum())).OrderBy(minute => minute.Key)];

        Azure2019Files.ReadDurations(file, (name, percentiles) =>
        {
            if (_known.TryGetValue(name, out var function))
                _durations[function] ??= percentiles;
        });
        _days++;
    }

    private void AddLine(CsvLine line, Dictionary<string, long> memory, HashSet<int> twice)
    {
        var app = Azure2019Files.Names(ref line, 2);
        var name = Azure2019Files.Names(ref line, 1);
        line.Next("Trigger");
        var function = FunctionOf(name, memory.TryGetValue(app, out var bytes) ? bytes : null);
        // A function may have several lines, each with another trigger.
        if (_counts[function] is [.., var last] && last.Minute >= _days * Azure2019Files.Minutes)
            twice.Add(function);
        for (var minute = 0; minute < Azure2019Files.Minutes; minute++)
        {
            if (line.NextCount("a minute's count") is > 0 and var count)
                _counts[function].Add(((_days * Azure2019Files.Minutes) + minute, count));
        }

        if (!line.IsAtEnd)
            throw line.Wrong($"the line has more than {Azure2019Files.Minutes} counts");
    }

    private int FunctionOf(string name, long? memoryBytes)
    {
        if (_known.TryGetValue(name, out var function))
            return function;
        _known[name] = _functions.Count;
        _functions.Add(new TracedFunction(name.Replace(',', '/'), memoryBytes));
        _counts.Add([]);
        _durations.Add(null);
        return _functions.Count - 1;
    }

    private sealed class Reader(List<(int Minute, int Count)> counts, double[]? percentiles, ulong seed) : InvocationReader
    {
        private SeededRandom _random = SeededRandom.Of(seed, 2019);
        private int _at;
        private int _done;

        protected override bool TryReadAny(out Invocation invocation)
        {
            invocation = default;
            if (_at == counts.Count)
                return false;
            var (minute, count) = counts[_at];
            invocation = new Invocation(60 * (minute + ((_done + 0.5) / count)), Duration());
            if (++_done == count)
                (_at, _done) = (_at + 1, 0);
            return true;
        }

        /// <summary>By the inverse of the distribution function, straight between the percentiles; a function without any takes no time.</summary>
        private double Duration()
        {
            if (percentiles is null)
                return 0;
            var quantile = _random.NextPositive();
            var above = Array.FindIndex(Quantiles, 1, each => quantile <= each);
            var share = (quantile - Quantiles[above - 1]) / (Quantiles[above] - Quantiles[above - 1]);
            return Math.Max(0, percentiles[above - 1] + (share * (percentiles[above] - percentiles[above - 1]))) / 1000;
        }
    }
}
