using System.Globalization;

namespace Thaw.Hosting.Metrics;

/// <summary>Durations, counted by how long they were.</summary>
/// <remarks>Members may be called from any thread.</remarks>
internal sealed class Histogram
{
    // From a warm invocation to a cold start with heavy libraries on a busy machine, seconds.
    private static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Bounds.Length + 1];
    private double _sum;

    public void Add(double milliseconds)
    {
        var seconds = milliseconds / 1000;
        var at = Array.FindIndex(Bounds, bound => seconds <= bound);
        lock (_gate)
        {
            _counts[at < 0 ? Bounds.Length : at]++;
            _sum += seconds;
        }
    }

    /// <summary>Writes it in Prometheus' text format.</summary>
    public void Write(TextWriter writer, string name, string labels)
    {
        lock (_gate)
        {
            var below = 0L;
            for (var i = 0; i < _counts.Length; i++)
            {
                below += _counts[i];
                var bound = i < Bounds.Length ? Bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bound}\"}} {below}\n"));
            }
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {_sum}\n{name}_count{{{labels}}} {below}\n"));
        }
    }
}
