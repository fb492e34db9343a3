using System.Globalization;
using Thaw.Functions;
using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Sources;
using Thaw.Profiling.Analysis;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Says why a statement would or would not be edited. It profiles, plans and tries, and writes no package.</summary>
/// <param name="request">The function, and how it would be optimised.</param>
/// <param name="progress">Told what is going on; may be null.</param>
/// <param name="cancellation">Ends it.</param>
public sealed class StatementExplainer(OptimizeRequest request, IProgress<OptimizeProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Explains one statement.</summary>
    /// <param name="place">FILE:LINE; the file as reports show it, or the end of its path.</param>
    /// <returns>One paragraph.</returns>
    /// <exception cref="FunctionException">No such place.</exception>
    public string Explain(string place)
    {
        var (file, line) = Parse(place);
        using var session = new OptimizeSession(request, progress, cancellation);
        var analysis = ProfileStep.Run(session);
        var planning = new PlanStep(session, analysis);
        return Find(file, line, planning.Run(), planning.Facts, analysis);
    }

    /// <summary>Splits FILE:LINE.</summary>
    /// <exception cref="FunctionException">It is something else.</exception>
    public static (string File, int Line) Parse(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var colon = place.LastIndexOf(':');
        return colon > 0 && int.TryParse(place[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0
            ? (place[..colon], line)
            : throw new FunctionException($"--explain {place}: give a file and a line, such as handler.py:3");
    }

    private static string Find(
        string file, int line, OptimizationPlan plan, IReadOnlyDictionary<string, SourceFacts> facts, ProfileAnalysis analysis)
    {
        if (plan.Edits.FirstOrDefault(edit => IsFile(edit.Edit.File, file) && edit.Edit.Line == line) is { } planned)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{file}:{line} would be deferred: {planned.Why} Without this edit {planned.Saving.Ms:F1} ms of the plan's {plan.Together.Ms:F1} ms would be lost. Confidence: {planned.Confidence}.");
        }

        if (plan.LeftAlone.FirstOrDefault(left => IsFile(left.File, file) && left.Line == line) is { } rest)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{file}:{line} is left alone: {rest.Reason}. Deferring it as well would save {rest.CostMs:F1} ms.");
        }

        return $"{file}:{line} is left alone: {WhyNothing(file, line, facts, analysis)}.";
    }

    private static string WhyNothing(string file, int line, IReadOnlyDictionary<string, SourceFacts> facts, ProfileAnalysis analysis)
    {
        if (facts.Values.FirstOrDefault(source => IsFile(source.File, file)) is not { } source)
        {
            return analysis.Recording.Imports!.Modules.Any(module => module.File is { } path && IsFile(path, file))
                ? "its file is none of those that are edited (the standard library, extension modules, --keep)"
                : "init loads no such file";
        }

        if (source.Problem is { } problem)
        {
            return problem;
        }

        return source.Imports.FirstOrDefault(import => import.Line <= line && line <= import.EndLine) switch
        {
            null => "there is no import statement on that line",
            { WhyNot: { } why } => why,
            { AtModuleLevel: false } => "it is not at the top level, so it runs when its function or class does",
            _ => "init does not execute it, or what it names is needed",
        };
    }

    private static bool IsFile(string path, string end) => path == end || path.EndsWith("/" + end, StringComparison.Ordinal);
}
