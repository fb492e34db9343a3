using Thaw.Cli.Images;
using Thaw.Images.Simulation;
using Thaw.Profiling.Recordings;
using Thaw.Testing;
using RecordingBuilder = Thaw.Profiling.Tests.Analysis.RecordingBuilder;

namespace Thaw.Cli.Tests.Images;

/// <summary>Costs from recordings: what functions have in common is a part of its own.</summary>
public sealed class RecordedCostsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_library_s_modules_are_a_part_for_each_set_of_functions_that_load_them()
    {
        var costs = RecordedCosts.Of([
            Record("one", builder => builder.Load("numpy", ms: 50), builder => builder.Load("numpy.linalg", ms: 20)),
            Record("two", builder => builder.Load("numpy", ms: 50), builder => builder.Load("pandas", ms: 300)),
        ]);

        Assert.Equal([("numpy", 50.0), ("numpy (2)", 20), ("pandas", 300)], costs.Parts.Select(part => (part.Name, part.InitMs)));
        Assert.Equal(["one", "two"], costs.Kinds.Select(kind => kind.Name));
        Assert.Equal(["numpy", "numpy (2)"], costs.Kinds[0].Parts);
        Assert.Equal(["numpy", "pandas"], costs.Kinds[1].Parts);
        // The handler's own module is no part: no image holds it.
        Assert.All(costs.Kinds, kind => Assert.Equal(1, kind.OwnInitMs));
        Assert.Equal(CostsFile.ToText(costs), CostsFile.ToText(CostsFile.Read(_folder.Write("costs.json", CostsFile.ToText(costs)))));
    }

    [Fact]
    public void Small_parts_are_put_together()
    {
        var costs = RecordedCosts.Of([Record("one", builder => builder.Load("six", ms: 0.2), builder => builder.Load("pytz", ms: 0.2), builder => builder.Load("numpy", ms: 50))]);

        Assert.Equal([("numpy", 50.0), ("others", 0.4)], costs.Parts.Select(part => (part.Name, part.InitMs)));
    }

    [Fact]
    public void Two_recordings_of_one_function_are_refused()
    {
        (string, Recording)[] recordings = [Record("one"), Record("one", builder => builder.Load("numpy"))];

        Assert.Equal("--costs: 2 recordings are of a function one; name one", Assert.Throws<FormatException>(() => RecordedCosts.Of(recordings)).Message);
    }

    [Fact]
    public void A_recording_without_imports_is_refused()
    {
        var (_, recording) = Record("one");

        Assert.StartsWith("rec: the recording holds no imports", Assert.Throws<FormatException>(() => RecordedCosts.Of([("rec", recording with { Imports = null })])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static (string, Recording) Record(string name, params Func<RecordingBuilder, int>[] loads)
    {
        var builder = new RecordingBuilder().Event("e");
        foreach (var load in loads)
            load(builder);
        var recording = builder.Build();
        return (name, recording with { Manifest = recording.Manifest with { Function = recording.Manifest.Function with { Name = name } } });
    }
}
