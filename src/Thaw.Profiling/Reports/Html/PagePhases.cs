using Thaw.Profiling.Analysis;

namespace Thaw.Profiling.Reports.Html;

/// <summary>The phases of the cold start, init divided by what the import pass says of the function's own modules.</summary>
internal static class PagePhases
{
    /// <summary>The phases in order, those that took no time left out.</summary>
    public static IReadOnlyList<PagePhase> Of(ProfileAnalysis analysis)
    {
        var baseline = analysis.Baseline;
        if (baseline.ColdStart is null)
        {
            return [];
        }

        var init = baseline.Init?.Median ?? 0;
        var own = init * OwnShare(analysis);
        PagePhase[] phases =
        [
            new("interpreter", (baseline.InterpreterStart?.Median ?? 0) + (baseline.Launcher?.Median ?? 0)),
            new("libraries", init - own),
            new("own", own),
            new("first", baseline.FirstInvocation?.Median ?? 0),
        ];
        return [.. phases.Where(phase => phase.Ms > 0)];
    }

    private static double OwnShare(ProfileAnalysis analysis)
    {
        var all = analysis.Libraries.Sum(library => library.SelfMs);
        var own = analysis.Libraries.FirstOrDefault(library => library.Name == AnalysisContext.OwnCode)?.SelfMs ?? 0;
        return all > 0 ? Math.Clamp(own / all, 0, 1) : 0;
    }
}
