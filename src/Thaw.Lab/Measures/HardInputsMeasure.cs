using Thaw.Lab.Children;
using Thaw.Lab.Experiments;
using Thaw.Profiling.Statistics;

namespace Thaw.Lab.Measures;

/// <summary>How many of the hard inputs Thaw survives: the tests in folders named HardInputs, run here.</summary>
internal sealed class HardInputsMeasure : IMeasure
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private static readonly string[] Projects = ["Thaw.Profiling.Tests", "Thaw.Cli.Tests"];

    /// <inheritdoc/>
    public string Name => "hard-inputs";

    /// <inheritdoc/>
    public string Description => "Runs the tests of hard inputs; one that is skipped does not count as passed.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Quantities { get; } = ["passed", "inputs", "share"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Settings { get; } = [];

    /// <inheritdoc/>
    public MeasureOutcome Run(Measurement measurement, LabContext context)
    {
        var outcome = new MeasureOutcome();
        var (passed, inputs) = (0, 0);
        for (int i = 0; i < Projects.Length; i++)
        {
            context.Report(Name, Projects[i], i, Projects.Length);
            var results = TestRun.Make(Projects[i], "FullyQualifiedName~.HardInputs.", Limit, context);
            passed += results.Count(result => result.Outcome == "Passed");
            inputs += results.Count;
            foreach (var (name, how) in results.Where(result => result.Outcome != "Passed"))
                outcome.Note(name, how);
        }

        outcome.Set("passed", Estimate.Exact(passed));
        outcome.Set("inputs", Estimate.Exact(inputs));
        outcome.Set("share", Estimate.Exact((double)passed / inputs));
        return outcome;
    }
}
