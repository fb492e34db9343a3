using Thaw.Lab.Subjects;
using Thaw.Profiling.Statistics;
using Thaw.Python.Launching;

namespace Thaw.Lab.Budgeting;

/// <summary>Init of one function over that of another, without waiting for a processor, their cold starts taking turns.</summary>
/// <param name="Value">Median of the ratios of neighbours.</param>
/// <param name="Low">Lower end of its 95 % interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record PairedRatio(double Value, double Low, double High)
{
    private const double ShortestMs = 0.001;

    /// <summary>Measures it.</summary>
    public static PairedRatio Measure(LabFunction original, string changedFolder, int pairs, CancellationToken cancellation)
    {
        using var changed = LabFunction.Open(changedFolder, cancellation);
        var ratios = new double[pairs];
        for (var i = 0; i < pairs; i++)
        {
            var first = i % 2 == 0 ? InitMs(original, cancellation) : 0;
            var second = InitMs(changed, cancellation);
            ratios[i] = second / (i % 2 == 0 ? first : InitMs(original, cancellation));
        }

        var estimate = Bootstrap.Of(ratios, Bootstrap.Median);
        return new PairedRatio(estimate.Value, estimate.Low ?? estimate.Value, estimate.High ?? estimate.Value);
    }

    private static double InitMs(LabFunction function, CancellationToken cancellation)
    {
        var run = function.Run(new LaunchRequest { Mode = AgentMode.Waits }, cancellation);
        return Math.Max(run.Init!.Ms - run.InitWaitMs, ShortestMs);
    }
}
