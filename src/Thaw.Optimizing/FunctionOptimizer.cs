using System.Diagnostics;
using Thaw.Optimizing.InPlace;
using Thaw.Optimizing.Packaging;
using Thaw.Optimizing.Pipeline;
using Thaw.Optimizing.Rewriting;
using Thaw.Profiling.Analysis;

namespace Thaw.Optimizing;

/// <summary>Optimises a function: profile, plan, rewrite a copy, verify, measure, keep what helps.</summary>
/// <example><code>
/// var outcome = new FunctionOptimizer(request, progress, cancellation).Run();
/// if (outcome.Verdict == OptimizeVerdict.Improved) { … outcome.Folder … outcome.Gain … }
/// </code></example>
/// <param name="request">What to optimise, and how.</param>
/// <param name="progress">Told what is going on; may be null.</param>
/// <param name="cancellation">Ends it; the package's folder is then as it was.</param>
public sealed class FunctionOptimizer(OptimizeRequest request, IProgress<OptimizeProgress>? progress, CancellationToken cancellation)
{
    /// <summary>Optimises it.</summary>
    /// <exception cref="Thaw.Functions.FunctionException">Something of the function is missing or wrong.</exception>
    /// <exception cref="Thaw.Profiling.Recorder.FunctionFailedException">It does not run, or nothing of it can be verified.</exception>
    /// <exception cref="PackageException">The package can't be written where it was asked for.</exception>
    public OptimizeOutcome Run()
    {
        var start = Stopwatch.GetTimestamp();
        // Before minutes of measuring, not after.
        if (request.InPlace is null)
        {
            PackagePlace.CheckReplaceable(Path.GetFullPath(request.OutFolder));
        }

        using var session = new OptimizeSession(request, progress, cancellation);
        var analysis = ProfileStep.Run(session);
        var planning = new PlanStep(session, analysis);
        var outcome = Optimize(session, planning, analysis);
        return outcome with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, Steps = session.Steps };
    }

    private static OptimizeOutcome Optimize(OptimizeSession session, PlanStep planning, ProfileAnalysis analysis)
    {
        var plan = planning.Run();
        var outcome = new OptimizeOutcome
        {
            Verdict = OptimizeVerdict.NothingToDo,
            Function = session.Original.Function,
            Interpreter = session.Original.Environment.Interpreter,
            Analysis = analysis,
            Plan = plan,
            Target = session.Request.Plan.Target,
        };
        if (plan.Edits.Count == 0)
        {
            return outcome;
        }

        if (!session.Request.Verify)
        {
            return Write(session, outcome with { Verdict = OptimizeVerdict.Unverified });
        }

        var verifying = new VerifyStep(session, planning);
        plan = verifying.Run(plan);
        outcome = outcome with { Plan = plan, Dropped = verifying.Dropped, Verification = verifying.Result };
        return plan.Edits.Count == 0
            ? outcome with { Verdict = OptimizeVerdict.NothingVerifies }
            : Judge(session, Measure(session, planning, verifying, outcome));
    }

    /// <summary>Measures; edits whose part of the gain is not there are dropped, and what is left is verified and measured anew.</summary>
    private static OptimizeOutcome Measure(OptimizeSession session, PlanStep planning, VerifyStep verifying, OptimizeOutcome outcome)
    {
        session.Report("measure");
        outcome = outcome with { Gain = MeasureStep.Run(session, outcome.Plan) };
        if (session.Request.Quick || new AttributionStep(session, planning).Absent(outcome.Plan, outcome.Gain) is not { Count: > 0 } absent)
        {
            return outcome;
        }

        planning.Exclude(absent.Select(edit => (edit, "what it was predicted to save was not there when it was measured")));
        var plan = verifying.Run(planning.Run());
        outcome = outcome with { Plan = plan, Dropped = verifying.Dropped, Verification = verifying.Result };
        return plan.Edits.Count == 0 ? outcome : outcome with { Gain = MeasureStep.Run(session, plan) };
    }

    private static OptimizeOutcome Judge(OptimizeSession session, OptimizeOutcome outcome)
    {
        if (outcome.Plan.Edits.Count == 0)
        {
            return outcome with { Verdict = OptimizeVerdict.NoGain };
        }

        return MeasureStep.Helps(outcome.Gain!)
            ? Write(session, outcome with { Verdict = OptimizeVerdict.Improved })
            : outcome with { Verdict = OptimizeVerdict.NoGain };
    }

    private static OptimizeOutcome Write(OptimizeSession session, OptimizeOutcome outcome)
    {
        ImportEdit[] edits = [.. outcome.Plan.Edits.Select(edit => edit.Edit)];
        return session.Request.InPlace is { } inPlace ? Edit(session, outcome, inPlace, edits) : Package(session, outcome, edits);
    }

    private static OptimizeOutcome Edit(OptimizeSession session, OptimizeOutcome outcome, InPlaceEdits inPlace, ImportEdit[] edits)
    {
        var function = session.Original.Function;
        session.Report("write", function.Root);
        var before = PackageSize.OfCode(function.Root);
        var modules = new PackageBuilder(session.Packages).Rewrite(function.Root, session.Original.Environment, edits, session.Cancellation);
        var files = inPlace.Write(modules, session.Packages.Facts);
        return outcome with { Modules = modules, EditedFiles = files, Bytes = (before, PackageSize.OfCode(function.Root)) };
    }

    private static OptimizeOutcome Package(OptimizeSession session, OptimizeOutcome outcome, ImportEdit[] edits)
    {
        session.Report("write", session.Request.OutFolder);
        var built = new PackageBuilder(session.Packages with { Preload = outcome.Plan.Preload }).Build(
            session.Original.Function, session.Original.Environment, edits, session.Request.OutFolder, session.Cancellation);
        return outcome with
        {
            Modules = built.Modules,
            Folder = built.Folder,
            Bytes = (PackageSize.OfCode(session.Original.Function.Root), PackageSize.Of(built.Folder)),
        };
    }
}
