using Thaw.Python.Launching;

namespace Thaw.Optimizing.Measuring;

/// <summary>Measures a function and its optimised copy by turns.</summary>
public sealed class InterleavedMeasurement
{
    /// <summary>Measures both.</summary>
    /// <param name="original">The function.</param>
    /// <param name="result">Its copy, with the same events in the same environment.</param>
    /// <param name="options">How long.</param>
    /// <param name="progress">Told after each pair of cold starts.</param>
    /// <param name="cancellation">Ends it.</param>
    public MeasuredGain Measure(
        PreparedFunction original, PreparedFunction result, MeasureOptions options,
        IProgress<MeasureProgress>? progress, CancellationToken cancellation) => throw new NotImplementedException();
}
