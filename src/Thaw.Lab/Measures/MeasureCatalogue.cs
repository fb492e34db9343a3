namespace Thaw.Lab.Measures;

/// <summary>The kinds of measures that experiments can name.</summary>
public static class MeasureCatalogue
{
    private static readonly IMeasure[] All =
    [
        new OverheadMeasure(), new SamplingMeasure(), new ExclusiveCostMeasure(), new FindingsMeasure(), new ProfileTimeMeasure(),
        new LargeRecordingMeasure(), new ReconciliationMeasure(), new CommandStartMeasure(), new HtmlPageMeasure(), new HardInputsMeasure(),
        new BudgetMeasure(), new OptimizeMeasure(), new RewriteMeasure(), new HostWarmMeasure(), new HostBootMeasure(), new HostBurstMeasure(),
        new HostSoakMeasure(), new EscapesMeasure(), new ImageForkMeasure(), new ImageRateMeasure(),
        new ImageSharingMeasure(), new ImagePrivateMeasure(), new ImageSimulationMeasure(), new ImageSoakMeasure(),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(measure => measure.Name);

    /// <summary>The one of a name, or null.</summary>
    public static IMeasure? Find(string name) => Array.Find(All, measure => measure.Name == name);
}
