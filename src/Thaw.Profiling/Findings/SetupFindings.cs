using Thaw.Profiling.Analysis;
using Thaw.Profiling.Analysis.Stacks;

namespace Thaw.Profiling.Findings;

/// <summary>Findings of kind <c>setup</c>: what lazy imports can't fix, by line.</summary>
internal sealed class SetupFindings(AnalysisContext context, Wording wording, DisplayPaths paths)
{
    private const long ManySamples = 10;

    /// <summary>Lines at or above the thresholds, without those in modules that other findings remove.</summary>
    public IEnumerable<Finding> Find(IReadOnlyList<SetupWork> lines, Func<int, bool> isRemoved)
    {
        var builder = new FindingBuilder(context, wording);
        foreach (var work in lines)
        {
            var least = context.IsOwn(work.Module) ? context.Thresholds.SetupOwnMs : context.Thresholds.SetupLibraryMs;
            if (work.Time.WallMs >= least && work.Samples >= context.Thresholds.SetupMinSamples
                && !isRemoved(work.Module) && !IsTheWorkItself(work))
            {
                yield return Build(work, builder);
            }
        }
    }

    /// <summary>The body of a script is what it is run for.</summary>
    private bool IsTheWorkItself(SetupWork work) => work.Module == 0 && context.Recording.Manifest.Function.Kind != "handler";

    private Finding Build(SetupWork work, FindingBuilder builder)
    {
        var module = context.Imports.Modules[work.Module];
        var own = context.IsOwn(work.Module);
        var place = paths.At(module.File!, work.Line);
        return new Finding
        {
            Id = FindingBuilder.IdOf(Patterns.Setup, $"{module.Name}:{work.Line}"),
            Pattern = Patterns.Setup,
            Kind = "setup",
            Target = place,
            Library = module.Library,
            Members = [],
            ImportedAt = new SourceLine(module.File!, work.Line),
            AlsoImportedAt = [],
            Chain = [.. builder.ChainTo(work.Module), new SourceLine(module.File!, work.Line)],
            ExclusiveMs = work.Time.WallMs,
            ExclusiveBytes = 0,
            PredictedSavingMs = work.Time.WallMs,
            PredictedSavingBytes = 0,
            EventsReaching = [],
            EventShare = 0,
            Takes = [],
            Remedy = Remedy(place, own, work),
            Evidence = Evidence(work, module.Name),
            Confidence = own && work.Samples >= ManySamples ? "high" : "medium",
        };
    }

    private static string Remedy(string place, bool own, SetupWork work)
    {
        var what = work.MainCallee is { } callee ? $"what {place} does through {callee.Name}" : $"what {place} computes";
        return own
            ? $"Do {what} on first use: put it into a function under functools.cache."
            : $"Defer {what} to its first use, or load an edited copy of the module that does.";
    }

    private List<string> Evidence(SetupWork work, string module)
    {
        var evidence = new List<string>
        {
            $"While {module} is imported, line {work.Line} takes {Wording.Ms(work.Time.WallMs)} that is not import ({work.Samples} samples).",
        };
        if (work.MainCallee is { } callee)
        {
            evidence.Add($"Most of it is in {callee.Name} ({paths[callee.File]}).");
        }

        if (work.Time.BlockedMs > work.Time.WallMs / 5)
        {
            evidence.Add($"It waits for {Wording.Ms(work.Time.BlockedMs)} of that.");
        }

        return evidence;
    }
}
