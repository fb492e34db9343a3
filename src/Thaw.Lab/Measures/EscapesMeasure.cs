using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How many attempts to get out of a sandbox succeed: the tests of them, run here.</summary>
internal sealed class EscapesMeasure : IMeasure
{
    private const string Project = "Thaw.Sandboxing.Tests";
    private const string Attempts = "An_attempt_is_refused";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Name => "escapes";

    /// <inheritdoc/>
    public string Description => "Runs the attempts to get out of a sandbox; one that is skipped does not count as tried.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["succeeded", "tried"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        context.Report(Name, Project, 0, 1);
        var results = TestRun.Make(Project, $"FullyQualifiedName~{Attempts}", Limit, context);
        var tried = results.Where(result => result.Outcome is "Passed" or "Failed").ToList();
        foreach (var (name, how) in results.Except(tried))
            outcome.Omit(name, how);
        if (tried.Count == 0)
            throw new LabException("no attempt could be made here; they need root");
        foreach (var (name, _) in tried.Where(result => result.Outcome == "Failed"))
            outcome.Note(name, "was not refused");
        outcome.Set("succeeded", Estimate.Exact(tried.Count(result => result.Outcome == "Failed")));
        outcome.Set("tried", Estimate.Exact(tried.Count));
        return outcome;
    }
}
