using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Testing;

namespace Thaw.Profiling.Tests.Recordings.Storage;

public sealed class SampleFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.PathOf("samples.bin");

    private static string Golden => Repository.PathOf("tests/Thaw.Profiling.Tests/Recordings/Storage/samples-v1.bin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheWriterStillWritesTheGoldenBytes()
    {
        WriteGolden(File);

        Assert.Equal(Convert.ToHexString(System.IO.File.ReadAllBytes(Golden)), Convert.ToHexString(System.IO.File.ReadAllBytes(File)));
    }

    [Fact]
    public void TheReaderStillReadsTheGoldenFile()
    {
        var pass = SampleFileReader.Read(Golden);

        Assert.Equal(["MainThread", "worker"], pass.Threads);
        Assert.Equal([new SampleFrame("handler.py", "handler", 3), new SampleFrame("<frozen zip>", "größe", 0)], pass.Frames);
        Assert.Equal([new StackNode(-1, 0), new StackNode(0, 1)], pass.Nodes);
        Assert.Equal(
            [
                new SampleWeight(1, "init", -1, 0, false, 3, 12.001, 11.5),
                new SampleWeight(0, "invoke", 2, 1, true, 300, 1200, 0),
            ],
            pass.Weights);
        Assert.Equal([SampleRecordings.Phase("init", null), SampleRecordings.Phase("invoke", "lost")], pass.Phases);
    }

    [Fact]
    public void RawSamplesComeInTheOrderInWhichTheyWereTaken()
    {
        WriteGolden(File);

        Assert.Equal(
            [
                new RawSample(0, 1, 0, false, -1, false, 1, 4000, 4000),
                new RawSample(0, 1, 0, false, -1, false, 2, 8001, 7500),
                new RawSample(3, 0, 1, true, 2, true, 300, 1_200_000, 0),
            ],
            SampleFileReader.ReadSamples(File));
    }

    [Fact]
    public void MergingKeepsEveryTickOfManySections()
    {
        using (var writer = new SampleFileWriter(File))
        {
            for (int i = 0; i < 100_000; i++)
            {
                int node = writer.Node(-1, new SampleFrame("a.py", $"f{i % 700}", 1));
                writer.Sample(writer.Node(node, new SampleFrame("b.py", "g", i % 3)), 0, i % 2 == 1, i % 2 - 1, false, 1, 4, 2);
            }

            writer.Complete();
        }

        var pass = SampleFileReader.Read(File);

        Assert.Equal(100_000, pass.Weights.Sum(weight => weight.Samples));
        Assert.Equal(400_000, pass.Weights.Sum(weight => weight.WallMs), 3);
        Assert.Equal(50_000, pass.Weights.Where(weight => weight.Phase == "invoke").Sum(weight => weight.Samples));
        Assert.All(pass.Nodes, (node, index) => Assert.True(node.Parent < index));
        Assert.Equal(100_000, SampleFileReader.ReadSamples(File).Count());
    }

    [Fact]
    public void AFileWithoutItsEndIsCalledCutOff()
    {
        using (var writer = new SampleFileWriter(File))
            writer.Node(-1, new SampleFrame("a.py", "f", 1));

        Assert.Contains("cut off", Assert.Throws<RecordingException>(() => SampleFileReader.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANewerVersionIsNamed()
    {
        byte[] bytes = System.IO.File.ReadAllBytes(Golden);
        bytes[8] = 2;
        System.IO.File.WriteAllBytes(File, bytes);

        string message = Assert.Throws<RecordingException>(() => SampleFileReader.Read(File)).Message;
        Assert.Contains("version 2", message, StringComparison.Ordinal);
        Assert.StartsWith(File, message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFlippedBitIsFound()
    {
        byte[] golden = System.IO.File.ReadAllBytes(Golden);
        for (int bit = 0; bit < golden.Length * 8; bit++)
        {
            byte[] bytes = [.. golden];
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            System.IO.File.WriteAllBytes(File, bytes);

            Assert.Throws<RecordingException>(() => SampleFileReader.Read(File));
        }
    }

    [Fact]
    public void EveryTruncationIsFound()
    {
        byte[] golden = System.IO.File.ReadAllBytes(Golden);
        for (int length = 0; length < golden.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, golden[..length]);

            Assert.Throws<RecordingException>(() => SampleFileReader.Read(File));
        }
    }

    [Fact]
    public void ASampleOfANodeThatWasNeverMadeIsRefused()
    {
        using var writer = new SampleFileWriter(File);

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Sample(0, 0, false, -1, false, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Node(0, 0));
    }

    private static void WriteGolden(string path)
    {
        using var writer = new SampleFileWriter(path);
        int outer = writer.Node(-1, new SampleFrame("handler.py", "handler", 3));
        int inner = writer.Node(outer, new SampleFrame("<frozen zip>", "größe", 0));
        writer.Sample(inner, 0, invoke: false, -1, isNative: false, 1, 4, 4);
        writer.Sample(inner, 0, invoke: false, -1, isNative: false, 2, 8.001, 7.5);
        writer.Phase(SampleRecordings.Phase("init", null));
        writer.BeginRun(3);
        writer.Sample(outer, writer.Thread("worker"), invoke: true, 2, isNative: true, 300, 1200, 0);
        writer.Phase(SampleRecordings.Phase("invoke", "lost"));
        writer.Complete();
    }
}
