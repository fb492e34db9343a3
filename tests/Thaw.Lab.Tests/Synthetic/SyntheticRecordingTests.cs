using Thaw.Lab.Synthetic;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Testing;

namespace Thaw.Lab.Tests.Synthetic;

public sealed class SyntheticRecordingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItHasTheSizeThatWasAskedForAndCanBeAnalysed()
    {
        SyntheticRecording.Write(_folder.PathOf("r"), modules: 600, samples: 20_000);

        var recording = RecordingStore.Read(_folder.PathOf("r"));

        Assert.Equal(600, recording.Imports!.Modules.Count);
        Assert.Equal(20_000, SampleFileReader.ReadSamples(_folder.PathOf("r/samples.bin")).Count());
        Assert.All(recording.Imports.Modules.Skip(1), module => Assert.InRange(module.Parent, 0, module.Id - 1));
        Assert.NotEmpty(ProfileAnalyzer.Analyze(recording, FindingThresholds.Parse([])).Findings);
    }

    [Fact]
    public void ItIsTheSameEveryTime()
    {
        SyntheticRecording.Write(_folder.PathOf("a"), modules: 120, samples: 500);
        SyntheticRecording.Write(_folder.PathOf("b"), modules: 120, samples: 500);

        foreach (string file in new[] { "manifest.json", "baseline.json", "imports.json", "samples.bin", "usage.json" })
            Assert.Equal(File.ReadAllBytes(_folder.PathOf("a/" + file)), File.ReadAllBytes(_folder.PathOf("b/" + file)));
    }
}
