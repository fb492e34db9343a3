using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Verification;
using Thaw.Profiling.Recorder;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Verifies a plan; what breaks is found, excluded, and the plan made anew without it.</summary>
internal sealed class VerifyStep(OptimizeSession session, PlanStep planning)
{
    private const int MostRounds = 8;

    /// <summary>How often what a failure names is dropped before it is searched for.</summary>
    private const int MostNamed = 12;

    private readonly PackageVerifier _verifier = new();
    private readonly List<DroppedEdit> _dropped = [];
    private int _verifications;

    /// <summary>Edits that break something, each with what.</summary>
    public IReadOnlyList<DroppedEdit> Dropped => _dropped;

    /// <summary>The verification of the plan that is returned; null if it is empty.</summary>
    public VerificationResult? Result { get; private set; }

    /// <summary>A plan that verifies; one without edits if none does.</summary>
    public OptimizationPlan Run(OptimizationPlan plan)
    {
        for (var round = 1; plan.Edits.Count > 0; round++)
        {
            Result = Verify(EditsOf(plan), null);
            if (Result.Unverifiable is { } why)
            {
                throw new FunctionFailedException($"nothing can be verified, so nothing is changed: {why}");
            }

            if (Result.Passed)
            {
                return plan;
            }

            plan = round < MostRounds ? Mend(plan, Result) : plan with { Edits = [] };
        }

        Result = null;
        return plan;
    }

    /// <summary>
    /// A plan that passes the check that failed. What the failure names is dropped, as long as it names something; only
    /// then is it searched for, with this check alone.
    /// </summary>
    private OptimizationPlan Mend(OptimizationPlan plan, VerificationResult failed)
    {
        var focus = failed.Breaking[0];
        for (var i = 0; i < MostNamed && plan.Edits.Count > 0; i++)
        {
            session.Report("verify", $"{failed.Breaking.Count} differences, the first: {failed.Breaking[0]}");
            if (DropNamed(plan, failed) == 0)
            {
                return Search(plan, focus);
            }

            // Without them others may no longer be worth it, or there may be another way round.
            plan = planning.Run();
            failed = plan.Edits.Count > 0 ? Verify(EditsOf(plan), focus) : failed;
            if (failed.Passed)
            {
                return plan;
            }
        }

        return plan.Edits.Count > 0 ? Search(plan, focus) : plan;
    }

    /// <summary>Drops what a failure points at; how many edits that were.</summary>
    private int DropNamed(OptimizationPlan plan, VerificationResult failed)
    {
        var count = 0;
        foreach (var missed in failed.Breaking.Where(difference => difference.Missed is not null).DistinctBy(difference => difference.Missed))
        {
            count += Drop(planning.Require(missed.Missed!, plan, Reason([missed])), [missed]);
        }

        return count > 0 ? count : Drop(planning.Culprits.Of(EditsOf(plan), failed), failed.Breaking);
    }

    private int Drop(IReadOnlyCollection<ImportEdit> edits, IReadOnlyList<Difference> breaks)
    {
        _dropped.AddRange(edits.Select(edit => new DroppedEdit(edit, breaks)));
        planning.Exclude(edits.Select(edit => (edit, Reason(breaks))));
        return edits.Count;
    }

    private OptimizationPlan Search(OptimizationPlan plan, Difference focus)
    {
        var found = EditBisection.Run(EditsOf(plan), subset => Verify(subset, focus));
        if (found.WithoutEdits is { Breaking: [var itself, ..] })
        {
            throw new FunctionFailedException($"nothing can be verified, so nothing is changed: a package without any edit differs, too: {itself}");
        }

        foreach (var dropped in found.Dropped)
        {
            Drop([dropped.Edit], dropped.Breaks);
        }

        return planning.Run();
    }

    private static ImportEdit[] EditsOf(OptimizationPlan plan) => [.. plan.Edits.Select(edit => edit.Edit)];

    private VerificationResult Verify(IReadOnlyList<ImportEdit> edits, Difference? focus)
    {
        _verifications++;
        using var trial = session.Try(edits);
        var options = new VerifyOptions
        {
            StopAtFirst = true,
            Focus = focus,
            AlsoResolve = planning.Starring,
            Checking = check => session.Report("verify", $"{edits.Count} edits, verification {_verifications}, {check}" + (focus is null ? "" : $" ({focus.Where} only)")),
            TestCommand = session.Request.TestCommand,
            ThreadRounds = session.Request.Quick ? 1 : new VerifyOptions().ThreadRounds,
            FirstUseBudget = TimeSpan.FromSeconds(session.Request.Quick ? 5 : 20),
        };
        return _verifier.Verify(session.Original, trial.Prepared, trial.Built.Modules, options, session.Cancellation);
    }

    private static string Reason(IReadOnlyList<Difference> breaks) =>
        breaks.Count > 0 ? $"it breaks something: {breaks[0]}" : "it breaks something together with others";
}
