using Thaw.Lab.Children;

namespace Thaw.Lab.Measures;

/// <summary>Runs <c>thaw analyze</c> on a recording.</summary>
internal static class AnalyzeChild
{
    /// <summary>Runs it and says what it took.</summary>
    /// <exception cref="LabException">It failed.</exception>
    public static ChildCost Run(string recording, LabContext context, TimeSpan limit)
    {
        var cost = MeasuredChild.Run(
            context.Thaw.With("analyze", recording, "--json"), context.ScratchFolder, context.Spawn, limit, context.Cancellation);
        return cost.ExitCode == 0
            ? cost
            : throw new LabException($"thaw analyze {recording} ended with {cost.ExitCode}: {cost.ErrorText}");
    }
}
