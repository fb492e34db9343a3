using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Optimizing.Verification;
using Thaw.Profiling.Analysis;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Makes plans and tries them, until what was deferred stays deferred.</summary>
/// <remarks>
/// The usage record can't tell everything: constants, types and attribute access leave no trace. A package that is run
/// shows which deferred modules are loaded after all, and by whom; the next plan knows. What the rewriter leaves alone
/// is no part of the next plan either.
/// </remarks>
internal sealed class PlanStep
{
    /// <summary>Two rounds suffice for most functions; each costs one process an event.</summary>
    private const int MostRounds = 6;

    private readonly OptimizeSession _session;
    private readonly Planner _planner;
    private readonly Dictionary<(string File, int Line), string> _excluded = [];
    private PlanEvidence _evidence = PlanEvidence.None;

    public PlanStep(OptimizeSession session, ProfileAnalysis analysis)
    {
        _session = session;
        session.Report("plan", "reading sources");
        var facts = new SourceReader(session.Original.Environment.Interpreter)
            .Read([.. Planner.SourcesToRead(analysis, session.Request.Plan)], session.Cancellation);
        var starNames = StarNames.Ask(session.Original, Planner.StarModules(facts.Values), session.Cancellation);
        HashSet<string> loaded = [.. analysis.Recording.Imports!.Modules.Where(module => module.Phase == Phases.Init).Select(module => module.Name)];
        session.Know(facts, starNames, loaded);
        Facts = facts;
        _planner = new Planner(analysis, facts, starNames, session.Request.Plan);
    }

    /// <summary>What the parser says of the sources, by file.</summary>
    public IReadOnlyDictionary<string, SourceFacts> Facts { get; }

    /// <summary>Leaves edits out of all further plans.</summary>
    public void Exclude(IEnumerable<(ImportEdit Edit, string Reason)> edits)
    {
        foreach (var (edit, reason) in edits)
        {
            _excluded[(edit.File, edit.Line)] = reason;
        }
    }

    /// <summary>The plan with what is known by now.</summary>
    public OptimizationPlan Run()
    {
        for (var round = 1; ; round++)
        {
            _session.Report("plan", $"round {round}");
            var plan = _planner.Plan(_evidence, _excluded);
            if (plan.Edits.Count == 0 || round == MostRounds)
            {
                return plan;
            }

            using var trial = _session.Try([.. plan.Edits.Select(edit => edit.Edit)]);
            EditOutcome[] refused = [.. trial.Built.Modules.SelectMany(module => module.Outcomes).Where(outcome => outcome.Applied is null)];
            if (refused.Length > 0)
            {
                Exclude(refused.Select(outcome => (outcome.Edit, outcome.Reason)));
                continue;
            }

            _session.Report("plan", $"round {round}: trying {plan.Edits.Count} edits");
            if (TrialRun.WhyInitFails(trial.Prepared, _session.Cancellation) is not null)
            {
                ExcludeWhatBreaksInit(plan);
                continue;
            }

            var evidence = _evidence.With(TrialRun.Run(trial.Prepared, plan.Deferred, _session.Cancellation));
            if (evidence.InitLoads.Count == _evidence.InitLoads.Count && evidence.EventLoads.Count == _evidence.EventLoads.Count)
            {
                return plan;
            }

            _evidence = evidence;
        }
    }

    /// <summary>Finds what keeps the handler from being imported, with one process a try: much cheaper than verifying.</summary>
    private void ExcludeWhatBreaksInit(OptimizationPlan plan)
    {
        var found = EditBisection.Run([.. plan.Edits.Select(edit => edit.Edit)], edits =>
        {
            _session.Report("plan", $"init fails: trying {edits.Count} edits");
            using var trial = _session.Try(edits);
            return TrialRun.WhyInitFails(trial.Prepared, _session.Cancellation) is { } why
                ? new VerificationResult { Breaking = [new Difference(Check.Event, "init", "the import of the handler", "it works", why)] }
                : new VerificationResult();
        });
        Exclude(found.Dropped.Select(dropped => (
            dropped.Edit, dropped.Breaks.Count > 0 ? $"init fails with it: {dropped.Breaks[0].Result}" : "init fails with it and others")));
    }
}
