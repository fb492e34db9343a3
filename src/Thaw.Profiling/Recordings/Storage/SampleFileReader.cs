namespace Thaw.Profiling.Recordings.Storage;

/// <summary>Reads <c>samples.bin</c>; its layout is described in <see cref="SampleFileFormat"/>.</summary>
public static class SampleFileReader
{
    /// <summary>Merges the samples while they stream by.</summary>
    /// <exception cref="RecordingException">The file is not one of samples, of another version, cut off or damaged.</exception>
    public static SamplesPass Read(string path)
    {
        using var scanner = SampleFileScanner.Open(path);
        var merger = new SampleMerger();
        while (scanner.NextSamples())
            merger.Add(scanner.Contents.Samples);

        return new SamplesPass
        {
            Frames = scanner.Contents.Frames,
            Nodes = scanner.Contents.Nodes,
            Weights = merger.ToWeights(),
            Phases = scanner.Contents.Phases,
            Threads = scanner.Contents.Threads,
        };
    }

    /// <summary>Every sample in order of time; nodes and threads are those of <see cref="Read"/>.</summary>
    /// <exception cref="RecordingException">As for <see cref="Read"/>, at the place where the damage is met.</exception>
    public static IEnumerable<RawSample> ReadSamples(string path)
    {
        using var scanner = SampleFileScanner.Open(path);
        while (scanner.NextSamples())
        {
            for (int i = 0; i < scanner.Contents.Samples.Length; i++)
                yield return scanner.Contents.Samples[i];
        }
    }
}
