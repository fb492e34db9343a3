using Thaw.Lab.Experiments;
using Thaw.Lab.Running;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Measures;

public sealed class RewriteMeasureTests : IDisposable
{
    private const string Experiment =
        """
        schema: thaw.experiment
        version: 1
        name: rewriting
        description: Two libraries and one that nobody has.
        measurements:
          - measure: rewrite
            libraries: markdown chameleon no_such_library
            figures:
              - {name: modulesRewritten, of: modulesRewritten, unit: count, atLeast: 30, description: Modules.}
              - {name: modulesBroken, of: modulesBroken, unit: count, atMost: 0, description: Broken.}
              - {name: statements, of: statementShare, unit: share, atLeast: 0.4, description: Share.}
        """;

    private readonly LabFixture _lab = new();

    public void Dispose() => _lab.Dispose();

    [RequiresFact("deb.python3-markdown", "deb.python3-chameleon")]
    public void Modules_whose_names_stay_are_counted_and_missing_libraries_are_said()
    {
        var report = ExperimentRunner.Run(ExperimentFile.Read(_lab.Write("experiments/rewriting.yaml", Experiment)), _lab.Context);

        var figures = report.Figures.ToDictionary(figure => figure.Name);
        Assert.All(figures.Values, figure => Assert.True(figure.Met, $"{figure.Name} is {figure.Value}"));
        var modules = report.Samples.Where(series => series.Quantity == "modules").ToDictionary(series => series.Subject, series => series.Values[0]);
        Assert.Equal(["chameleon", "markdown"], modules.Keys.Order());
        Assert.Equal(figures["modulesRewritten"].Value, modules.Values.Sum());
        Assert.Equal("rewrite of no_such_library", Assert.Single(report.LeftOut).What);
    }
}
