using System.Text;
using Thaw.Optimizing.Measuring;
using Thaw.Optimizing.Packaging;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Verification;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Statistics;

namespace Thaw.Optimizing.Reports;

/// <summary>Turns an outcome into a report.</summary>
public static class OptimizeReportBuilder
{
    /// <summary>Builds it.</summary>
    public static OptimizeReport Build(OptimizeOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var paths = new DisplayPaths(outcome.Analysis.Recording);
        var gain = outcome.Gain;
        return new OptimizeReport
        {
            Verdict = char.ToLowerInvariant(outcome.Verdict.ToString()[0]) + outcome.Verdict.ToString()[1..],
            Function = outcome.Function.Name,
            Python = outcome.Interpreter.Version,
            Target = outcome.Target.ToString().ToLowerInvariant(),
            Preload = outcome.Plan.Preload,
            Package = outcome.Folder,
            Written = [.. outcome.EditedFiles.Select(file => Path.GetRelativePath(outcome.Function.Root, file.Path))],
            InitSpeedup = Ratio(gain?.InitMs.Ratio),
            EndToEndSpeedup = Ratio(gain?.EndToEndMs.Ratio),
            PeakMemoryRatio = Ratio(gain?.PeakRssBytes.Ratio),
            Quantities = [.. ReportedGain.Quantities(outcome)],
            Pairs = gain?.Pairs ?? 0,
            Events = gain is null ? [] : [.. gain.Events.Select(ReportedGain.Event)],
            Prediction = ReportedGain.Prediction(outcome),
            Edits = [.. Edits(outcome, paths)],
            Dropped = [.. outcome.Dropped.Select(dropped => new ReportedDrop(
                paths[dropped.Edit.File], dropped.Edit.Line, [.. dropped.Breaks.Select(difference => difference.ToString())]))],
            LeftAlone = [.. outcome.Plan.LeftAlone.Select(left => new ReportedRest(paths[left.File], left.Line, left.CostMs, left.Reason))],
            Verification = Verification(outcome.Verification),
            Diff = Diff(outcome),
            Seconds = outcome.Seconds,
            Steps = outcome.Steps,
            Notes = [.. gain?.Notes ?? [], .. Unsettled(gain), .. SourcelessModules.Notes(outcome.Analysis.Recording.Imports!)],
        };
    }

    internal static ReportedRatio? Ratio(Estimate? ratio) => ratio is { } found ? new ReportedRatio(found.Value, found.Low, found.High) : null;

    private static IEnumerable<string> Unsettled(MeasuredGain? gain) =>
        gain is { Settled: false } ? [$"The limit of the measurement came before the intervals were as narrow as wanted, after {gain.Pairs} pairs."] : [];

    private static IEnumerable<ReportedEdit> Edits(OptimizeOutcome outcome, DisplayPaths paths)
    {
        var made = outcome.Modules.SelectMany(module => module.Outcomes).ToDictionary(done => done.Edit);
        var places = outcome.Modules.ToDictionary(module => module.File, module => OverlayWriter.PlaceOf(outcome.Function.Root, module));
        return outcome.Plan.Edits.Select(edit => new ReportedEdit(
            paths[edit.Edit.File], edit.Edit.Line, edit.Edit.Module,
            made.GetValueOrDefault(edit.Edit)?.Applied?.ToString().ToLowerInvariant(),
            edit.Saving.Ms, edit.Saving.Bytes, edit.Confidence, edit.Why,
            made.GetValueOrDefault(edit.Edit)?.Reason ?? "", places.GetValueOrDefault(edit.Edit.File)));
    }

    private static ReportedVerification? Verification(VerificationResult? result) => result is null ? null : new ReportedVerification(
        result.Passed,
        [.. result.Events.Select(verdict => new ReportedVerdict(verdict.Name, verdict.Holdout, verdict.Same, verdict.Outcome))],
        [.. result.Masked.Select(part => $"{part.Event}: {part.Where}: {part.Why}")],
        [.. result.Harmless.Select(difference => difference.ToString())],
        result.Notes);

    private static string Diff(OptimizeOutcome outcome)
    {
        var text = new StringBuilder();
        // What was edited in place is no longer on the disk as it was.
        var before = outcome.EditedFiles.ToDictionary(file => file.Path, file => file.Before);
        foreach (var module in outcome.Modules.Where(module => module.Source is not null))
        {
            // Latin-1 keeps every byte, whatever the file's own encoding is.
            text.Append(UnifiedDiff.Of(
                OverlayWriter.PlaceOf(outcome.Function.Root, module),
                Decode(before.GetValueOrDefault(module.File) ?? File.ReadAllBytes(module.File)), Decode(module.Source!)));
        }

        return text.ToString();
    }

    private static string Decode(byte[] text)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(text);
        }
    }
}
