using Thaw.Lab.Experiments;
using Thaw.Lab.Figures;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Experiments;

public sealed class ExperimentFileTests : IDisposable
{
    private const string Small =
        """
        schema: thaw.experiment
        version: 1
        name: small
        description: A small one.
        measurements:
          - measure: large-recording
            modules: {full: 100, quick: 10}
            samples: 1000
            repetitions: {full: 5, quick: 2}
            figures:
              - {name: seconds, of: seconds, unit: s, atMost: {full: 2, quick: 3}, description: How long.}
              - {name: bytes, of: peakBytes, unit: bytes, description: How much.}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryExperimentOfTheRepositoryCanBeRead()
    {
        var experiments = ExperimentFile.ReadAll(LabRoot.Find(Repository.Root));

        Assert.Contains("profile", experiments.Select(experiment => experiment.Name));
    }

    [Fact]
    public void ThePromisesOnProfilingHaveTheirTargets()
    {
        var figures = ExperimentFile.Find(LabRoot.Find(Repository.Root), "profile").Measurements
            .SelectMany(measurement => measurement.Figures)
            .Where(figure => figure.Target is not null)
            .ToDictionary(figure => figure.Name, figure => figure.Target!.Value.Value.Full);

        Assert.Equal(1.03, figures["samplingOverhead"]);
        Assert.Equal(1.10, figures["importPassOverhead"]);
        Assert.Equal(0.95, figures["achievedRate"]);
        Assert.Equal(0.05, figures["sampledTimeError"]);
        Assert.Equal(0.10, figures["exclusiveCostError"]);
        Assert.Equal(20, figures["exclusiveCostStatements"]);
        Assert.Equal(2, figures["exclusiveCostSmallErrorMs"]);
        Assert.Equal(45, figures["profileSeconds"]);
        Assert.Equal(1, figures["analyzeSeconds"]);
        Assert.Equal(10, figures["largeRecordingSeconds"]);
        Assert.Equal(1e9, figures["largeRecordingBytes"]);
        Assert.Equal(0.9, figures["findingsPrecision"]);
        Assert.Equal(0.9, figures["findingsRecall"]);
    }

    [Fact]
    public void QuickRunsHaveNumbersOfTheirOwn()
    {
        var measurement = ExperimentFile.Read(_folder.Write("small.yaml", Small)).Measurements[0];

        Assert.Equal(new Amount(100, 10), measurement.Settings["modules"]);
        Assert.Equal(new Amount(1000, 1000), measurement.Settings["samples"]);
        Assert.Equal(2, measurement.Repetitions.CountFor(quick: true));
        var target = measurement.Figures[0].Target!.Value;
        Assert.False(target.IsMetBy(2.5, quick: false));
        Assert.True(target.IsMetBy(2.5, quick: true));
        Assert.False(target.IsMetBy(double.NaN, quick: true));
        Assert.Null(measurement.Figures[1].Target);
    }

    [Theory]
    [InlineData("version: 1", "version: 2", ":2:", "version 2 is not known")]
    [InlineData("schema: thaw.experiment", "schema: other", ":1:", "thaw.experiment")]
    [InlineData("name: small", "name: large", ":3:", "that of the file")]
    [InlineData("measure: large-recording", "measure: guess", ":6:", "unknown measure 'guess'")]
    [InlineData("samples: 1000", "sample: 1000", ":8:", "unknown key 'sample'")]
    [InlineData("repetitions: {full: 5, quick: 2}", "repetitions: many", ":9:", "must be a number")]
    [InlineData("{full: 5, quick: 2}", "{quick: 2}", ":9:", "'full' is missing")]
    [InlineData("of: peakBytes", "of: beauty", ":12:", "unknown quantity 'beauty'")]
    [InlineData("of: peakBytes", "of: peakBytes, atLeats: 1", ":12:", "unknown key 'atLeats'")]
    [InlineData("{full: 2, quick: 3}", "1, atLeast: 2", ":11:", "one target")]
    [InlineData("name: bytes", "name: seconds", ":1:", "two figures")]
    [InlineData("description: How much.", "variant: x, description: y", ":1:", "not among the variants")]
    [InlineData("description: How much.", "description: d, reproduces: {what: w, source: s}", ":12:", "'least' is missing")]
    [InlineData("description: How much.", "description: d, reproduces: {what: w, source: s, least: 2, most: 1}", ":12:", "'least' must not be more than 'most'")]
    [InlineData("description: How much.", "description: d, reproduces: 2", ":12:", "'reproduces' must hold mappings")]
    [InlineData("measurements:", "measurements: [", ":", "is not YAML")]
    public void AMistakeIsNamedWithItsLine(string original, string replacement, string place, string expected)
    {
        string file = _folder.Write("small.yaml", Small.Replace(original, replacement, StringComparison.Ordinal));

        string message = Assert.Throws<LabException>(() => ExperimentFile.Read(file)).Message;

        Assert.StartsWith(file + place, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void ThePromisesOnImagesHaveTheirTargets()
    {
        var figures = ExperimentFile.Find(LabRoot.Find(Repository.Root), "images").Measurements
            .SelectMany(measurement => measurement.Figures)
            .Where(figure => figure.Target is not null)
            .ToDictionary(figure => figure.Name, figure => figure.Target!.Value.Value.Full);

        Assert.Equal(7, figures["coldForkHelloworldMs"]);
        Assert.Equal(10, figures["coldForkHeavyMs"]);
        Assert.Equal(25, figures["coldForkP99Ms"]);
        Assert.Equal(50, figures["forkLoadingSpeedup"]);
        Assert.Equal(30, figures["forkSpeedup"]);
        Assert.Equal(200, figures["coldStartsPerSecond"]);
        Assert.Equal(0, figures["coldStartsFailed"]);
        Assert.Equal(80, figures["coldStartsHeavyPerSecond"]);
        Assert.Equal(0, figures["coldStartsHeavyFailed"]);
        Assert.Equal(0.8, figures["sharedImageSaving"]);
        Assert.Equal(0, figures["imageSoakLeaks"]);
        Assert.Equal(20_000, figures["imageSoakForked"]);
        Assert.Equal(0, figures["imageSoakUnanswered"]);
    }

    [Fact]
    public void AnUnknownNameIsAnsweredWithThoseThatThereAre()
    {
        _folder.Write("experiments/small.yaml", Small);
        _folder.Write("experiments/table.yaml", "version: 1\nrows: []\n");
        Directory.CreateDirectory(_folder.PathOf("functions"));
        var root = LabRoot.Find(_folder.Path);

        Assert.Single(ExperimentFile.ReadAll(root));
        Assert.Contains("there are: small", Assert.Throws<LabException>(() => ExperimentFile.Find(root, "big")).Message, StringComparison.Ordinal);
        Assert.Throws<LabException>(() => LabRoot.Find(_folder.PathOf("functions")));
    }

    [Fact]
    public void ThePublishedOverheadIsTheGeometricMeanOfItsTable()
    {
        var overhead = ExperimentFile.Find(LabRoot.Find(Repository.Root), "profile").Measurements
            .SelectMany(measurement => measurement.Figures).Single(figure => figure.Name == "samplingOverhead");

        Assert.Equal(1.098, Assert.Single(overhead.Published).Value, 3);
    }

    [Fact]
    public void APublishedTableMustBeOne()
    {
        string file = _folder.Write("table.csv", "# source: here\nname,value\na,2\nb,8\n");

        Assert.Equal(4, PublishedTable.Read(file).Statistic("value", "geometric-mean"), 12);
        Assert.Equal(5, PublishedTable.Read(file).Statistic("value", "median"), 12);
        Assert.Throws<LabException>(() => PublishedTable.Read(file).Statistic("name", "mean"));
        Assert.Throws<LabException>(() => PublishedTable.Read(file).Statistic("value", "mode"));
        Assert.Throws<LabException>(() => PublishedTable.Read(_folder.Write("odd.csv", "a,b\n1\n")));
        Assert.Throws<LabException>(() => PublishedTable.Read(_folder.PathOf("none.csv")));
    }
}
