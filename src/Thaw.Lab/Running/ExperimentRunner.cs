using System.Diagnostics;
using Thaw.Api.Client;
using Thaw.Functions;
using Thaw.Lab.Benchmarks;
using Thaw.Lab.Experiments;
using Thaw.Lab.Figures;
using Thaw.Lab.Machines;
using Thaw.Lab.Measures;
using Thaw.Lab.Reports;

namespace Thaw.Lab.Running;

/// <summary>Runs an experiment: one measurement after the other, a failed one does not stop the rest.</summary>
public static class ExperimentRunner
{
    /// <summary>Runs it.</summary>
    /// <returns>The report; a figure that could not be measured says why.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static LabReport Run(Experiment experiment, LabContext context)
    {
        var machine = MachineDescription.Current();
        var startedAt = DateTimeOffset.UtcNow;
        long start = Stopwatch.GetTimestamp();
        var figures = new List<Figure>();
        var outcomes = new List<MeasureOutcome>();
        foreach (var measurement in experiment.Measurements)
        {
            var (outcome, problem) = Run(measurement, context);
            outcomes.Add(outcome);
            figures.AddRange(measurement.Figures.Select(definition => ToFigure(definition, outcome, problem)));
        }

        return new LabReport
        {
            Experiment = experiment.Name,
            Quick = context.Quick,
            StartedAt = startedAt,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Machine = machine,
            Versions = Versions(outcomes),
            Figures = [.. figures.Select(figure => ToReported(figure, context.Quick))],
            Samples = [.. outcomes.SelectMany(outcome => outcome.Samples)],
            Notes = [.. outcomes.SelectMany(outcome => outcome.Notes)],
            LeftOut = [.. outcomes.SelectMany(outcome => outcome.LeftOut)],
        };
    }

    private static (MeasureOutcome Outcome, string? Problem) Run(Measurement measurement, LabContext context)
    {
        try
        {
            return (MeasureCatalogue.Find(measurement.Measure)!.Run(measurement, context), null);
        }
        catch (Exception error) when (error is LabException or BenchException or HostClientException)
        {
            var nothing = new MeasureOutcome();
            nothing.Omit(measurement.Measure, error.Message);
            return (nothing, error.Message);
        }
    }

    private static Figure ToFigure(FigureDefinition definition, MeasureOutcome outcome, string? problem) =>
        outcome.Find(definition.Quantity, definition.Variant) is { } estimate && double.IsFinite(estimate.Value)
            ? new Figure(definition, estimate, null)
            : new Figure(definition, null, problem ?? "there was nothing to measure it on; see what was left out");

    private static Dictionary<string, string> Versions(IEnumerable<MeasureOutcome> outcomes)
    {
        var versions = new Dictionary<string, string>
        {
            ["thaw"] = ThawBuild.Version,
            ["dotnet"] = Environment.Version.ToString(),
        };
        foreach (var (name, version) in outcomes.SelectMany(outcome => outcome.Versions))
            versions[name] = version;

        return versions;
    }

    private static ReportedFigure ToReported(Figure figure, bool quick) => new()
    {
        Name = figure.Definition.Name,
        Value = figure.Estimate?.Value,
        Unit = figure.Definition.Unit,
        Interval = figure.Estimate is { Low: { } low, High: { } high } ? [low, high] : null,
        Target = figure.Definition.Target?.Value.For(quick),
        Comparison = figure.Definition.Target?.Comparison switch
        {
            null => null,
            Comparison.AtMost => "atMost",
            _ => "atLeast",
        },
        Met = figure.Met(quick),
        Description = figure.Definition.Description,
        Problem = figure.Problem,
        Published = figure.Definition.Published,
        Reproduction = figure is { Estimate: { } found, Definition.Reproduces: { } claim } ? claim.Verdict(found, figure.Definition.Unit) : null,
    };
}
