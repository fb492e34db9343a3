using Thaw.Optimizing.Planning;
using Thaw.Optimizing.Rewriting;
using Thaw.Optimizing.Sources;
using Thaw.Optimizing.Verification;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Recorder;

namespace Thaw.Optimizing.Pipeline;

/// <summary>Makes plans and tries them, until what was deferred stays deferred.</summary>
/// <remarks>
/// The usage record can't tell everything: constants, types and attribute access leave no trace. A package that is run
/// shows which deferred modules are loaded after all, and by whom; the next plan knows. What the rewriter leaves alone
/// is no part of the next plan either.
/// </remarks>
internal sealed class PlanStep
{
    /// <summary>Two or three rounds suffice for most functions; each costs one process an event.</summary>
    private const int MostRounds = 10;

    /// <summary>How often what keeps init from ending is taken out; each time is one statement or a search.</summary>
    private const int MostRepairs = 30;

    private readonly OptimizeSession _session;
    private readonly Planner _planner;
    private readonly Dictionary<(string File, int Line), string> _excluded = [];
    private PlanEvidence _evidence = PlanEvidence.None;

    public PlanStep(OptimizeSession session, ProfileAnalysis analysis)
    {
        _session = session;
        session.Report("plan", "reading sources");
        var facts = ReadSources(session, Planner.SourcesToRead(analysis, session.Request.Plan));
        var starNames = StarNames.Ask(session.Original, Planner.StarModules(facts.Values), session.Cancellation);
        HashSet<string> loaded = [.. analysis.Recording.Imports!.Modules.Where(module => module is { Phase: Phases.Init, Failed: false }).Select(module => module.Name)];
        Facts = facts;
        Culprits = new Culprits(facts);
        _planner = new Planner(analysis, facts, starNames, session.Request.Plan);
        session.Know(facts, starNames, (loaded, _planner.LoadedInside()), edits => _planner.BereftWith(edits, _evidence));
    }

    /// <summary>Modules of which a star import takes what another has when it is executed.</summary>
    public IReadOnlyList<string> Starring =>
        [.. Facts.Values.Where(source => source.Imports.Any(import => import is { IsStar: true, AtModuleLevel: true })).Select(source => source.Module).Order(StringComparer.Ordinal)];

    /// <summary>Names edits that a failure points at.</summary>
    public Culprits Culprits { get; }

    /// <summary>What the parser says of the sources, by file.</summary>
    public IReadOnlyDictionary<string, SourceFacts> Facts { get; }

    /// <summary>In two processes: parsing is most of what planning takes.</summary>
    private static Dictionary<string, SourceFacts> ReadSources(OptimizeSession session, IReadOnlyList<SourceRequest> files)
    {
        var reader = new SourceReader(session.Original.Environment.Interpreter);
        SourceRequest[][] halves = [[.. files.Where((_, index) => index % 2 == 0)], [.. files.Where((_, index) => index % 2 == 1)]];
        return TwoAtATime.Select(halves, half => reader.Read(half, session.Cancellation), session.Cancellation)
            .SelectMany(part => part).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    /// <summary>Leaves edits out of all further plans.</summary>
    public void Exclude(IEnumerable<(ImportEdit Edit, string Reason)> edits)
    {
        foreach (var (edit, reason) in edits)
        {
            _excluded[(edit.File, edit.Line)] = reason;
        }
    }

    /// <summary>Leaves the statements as they are through which the original came to load a module.</summary>
    /// <returns>The edits that were excluded now.</returns>
    public IReadOnlyList<ImportEdit> Require(string module, OptimizationPlan plan, string reason)
    {
        var chain = _planner.ChainTo(module);
        ImportEdit[] found = [.. plan.Edits.Select(edit => edit.Edit).Where(chain.Contains)];
        Exclude(chain.Select(edit => (edit, reason)));
        return found;
    }

    /// <summary>What some edits save of init together with what is known by now, ms.</summary>
    public double SavingOf(IReadOnlyCollection<ImportEdit> edits) => _planner.SavingOf(edits, _evidence);

    /// <summary>The plan with what is known by now.</summary>
    public OptimizationPlan Run()
    {
        var repairs = 0;
        for (var round = 1; ; round++)
        {
            var plan = Rewritable();
            if (plan.Edits.Count == 0 || repairs > MostRepairs)
            {
                return plan with { Edits = [] };
            }

            _session.Report("plan", $"round {round}: trying {plan.Edits.Count} edits");
            using var trial = _session.Try([.. plan.Edits.Select(edit => edit.Edit)]);
            var import = TrialRun.ImportHandler(_session.Original, trial.Prepared, _session.Cancellation);
            if (!import.Passed)
            {
                ExcludeWhatBreaksInit(plan, import);
                repairs++;
                round--;
                continue;
            }

            var evidence = _evidence.With(TrialRun.Run(trial.Prepared, plan.Deferred, _session.Cancellation));
            if (round >= MostRounds || (evidence.InitLoads.Count == _evidence.InitLoads.Count && evidence.EventLoads.Count == _evidence.EventLoads.Count))
            {
                return plan;
            }

            _evidence = evidence;
        }
    }

    /// <summary>A plan of which the rewriter refuses nothing. Each time it does, at least one statement is out for good.</summary>
    private OptimizationPlan Rewritable()
    {
        while (true)
        {
            _session.Report("plan");
            var plan = _planner.Plan(_evidence, _excluded);
            EditOutcome[] refused =
            [
                .. _session.Rewrite([.. plan.Edits.Select(edit => edit.Edit)]).SelectMany(module => module.Outcomes).Where(outcome => outcome.Applied is null),
            ];
            if (refused.Length == 0)
            {
                return plan;
            }

            Exclude(refused.Select(outcome => (outcome.Edit, outcome.Reason)));
        }
    }

    /// <summary>
    /// Finds what keeps the handler from being imported, with one process a try: much cheaper than verifying. Mostly the
    /// traceback names it.
    /// </summary>
    private void ExcludeWhatBreaksInit(OptimizationPlan plan, VerificationResult failed)
    {
        ImportEdit[] edits = [.. plan.Edits.Select(edit => edit.Edit)];
        if (Culprits.Of(edits, failed) is { Count: > 0 } named)
        {
            Exclude(named.Select(edit => (edit, WhyInitFails(failed.Breaking))));
            return;
        }

        var found = EditBisection.Run(edits, some =>
        {
            _session.Report("plan", $"init fails: trying {some.Count} edits");
            using var trial = _session.Try(some);
            return TrialRun.ImportHandler(_session.Original, trial.Prepared, _session.Cancellation);
        });
        if (found.WithoutEdits is { Breaking: [var itself, ..] })
        {
            throw new FunctionFailedException($"nothing can be verified, so nothing is changed: init fails in a package without any edit, too: {itself.Result}");
        }

        Exclude(found.Dropped.Select(dropped => (dropped.Edit, WhyInitFails(dropped.Breaks))));
    }

    private static string WhyInitFails(IReadOnlyList<Difference> breaks) =>
        breaks.Count > 0 ? $"init fails with it: {breaks[0].Result}" : "init fails with it and others";
}
