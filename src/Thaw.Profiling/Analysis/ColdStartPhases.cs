namespace Thaw.Profiling.Analysis;

/// <summary>One phase of the cold start.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Ms">Median, ms; more than 0.</param>
public readonly record struct ColdStartPhase(ColdStartPhaseKind Kind, double Ms);

/// <summary>The phases of the cold start, in order.</summary>
public enum ColdStartPhaseKind
{
    /// <summary>Python starts, and Thaw's launcher.</summary>
    Interpreter,

    /// <summary>Of init: importing what the function imports.</summary>
    Libraries,

    /// <summary>Of init: the function's own modules, without what they import.</summary>
    Own,

    /// <summary>Event in, result out, in the new process.</summary>
    First,
}

/// <summary>Divides the cold start into phases; init is divided by what the import pass says of the function's own modules.</summary>
public static class ColdStartPhases
{
    /// <summary>The phases in order, those that took no time left out; none where no process got to the end of its first invocation.</summary>
    public static IReadOnlyList<ColdStartPhase> Of(ProfileAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var baseline = analysis.Baseline;
        if (baseline.ColdStart is null)
        {
            return [];
        }

        var init = baseline.Init?.Median ?? 0;
        var own = init * OwnShare(analysis);
        ColdStartPhase[] phases =
        [
            new(ColdStartPhaseKind.Interpreter, (baseline.InterpreterStart?.Median ?? 0) + (baseline.Launcher?.Median ?? 0)),
            new(ColdStartPhaseKind.Libraries, init - own),
            new(ColdStartPhaseKind.Own, own),
            new(ColdStartPhaseKind.First, baseline.FirstInvocation?.Median ?? 0),
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
