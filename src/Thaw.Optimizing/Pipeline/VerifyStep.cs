using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Verification;
using Thaw.Profiling.Recorder;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Verifies a plan; what breaks is found, excluded, and the plan made anew without it.</summary>
internal sealed class VerifyStep(OptimizeSession session, PlanStep planning)
{
    private const int MostRounds = 4;
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
            ImportEdit[] edits = [.. plan.Edits.Select(edit => edit.Edit)];
            Result = Verify(edits, isSearch: false);
            if (Result.Unverifiable is { } why)
            {
                throw new FunctionFailedException($"nothing can be verified, so nothing is changed: {why}");
            }

            if (Result.Passed)
            {
                return plan;
            }

            plan = round < MostRounds ? Without(edits) : plan with { Edits = [] };
        }

        Result = null;
        return plan;
    }

    private OptimizationPlan Without(ImportEdit[] edits)
    {
        var found = EditBisection.Run(edits, subset => Verify(subset, isSearch: true));
        _dropped.AddRange(found.Dropped);
        planning.Exclude(found.Dropped.Select(dropped => (dropped.Edit, Reason(dropped))));
        // Without them others may no longer be worth it, or there may be another way round.
        return planning.Run();
    }

    private VerificationResult Verify(IReadOnlyList<ImportEdit> edits, bool isSearch)
    {
        session.Report("verify", $"{edits.Count} edits, verification {++_verifications}");
        using var trial = session.Try(edits);
        var options = new VerifyOptions
        {
            StopAtFirst = isSearch,
            TestCommand = session.Request.TestCommand,
            ThreadRounds = session.Request.Quick ? 1 : new VerifyOptions().ThreadRounds,
        };
        return _verifier.Verify(session.Original, trial.Prepared, trial.Built.Modules, options, session.Cancellation);
    }

    private static string Reason(DroppedEdit dropped) =>
        dropped.Breaks.Count > 0 ? $"it breaks something: {dropped.Breaks[0]}" : "it breaks something together with others";
}
