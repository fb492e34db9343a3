using Thaw.Criu.Images;
using Thaw.Criu.Images.Pages;
using Thaw.Criu.Images.Tasks;
using Thaw.Criu.Wire;
using static Thaw.Criu.Tests.Images.ImageBytes;

namespace Thaw.Criu.Tests.Images;

/// <summary>
/// Hostile images: whatever is in them, a reader answers or says what is wrong, and takes no more memory than the file is long.
/// THAW_FUZZ_SEED and THAW_FUZZ_ROUNDS choose other input than every run's.
/// </summary>
public sealed class FuzzTests
{
    private static readonly (ImageKind Kind, Action<ImageRecordReader> Read, byte[] Sample)[] Formats =
    [
        (ImageKind.PageMap, reader => PageMapFile.Read(reader), Of(ImageKind.PageMap, Message((1, 1)), Entry(0x1000, 3, PageFlags.Present), Entry(0x7fff12345000, 400, PageFlags.InParent | PageFlags.Lazy))),
        (ImageKind.Memory, reader => MemoryImage.Read(reader), Of(ImageKind.Memory, Memory(Area(0x1000, 0x3000, 0x201), Area(0x7fff00000000, 0x7fff00001000, 0x41)))),
        (ImageKind.Core, reader => CoreImage.Read(reader), Of(ImageKind.Core, Core("python3", 1, 2))),
        (ImageKind.Core, reader => CoreImage.CopyFor(reader, Stream.Null, 1, 2), Of(ImageKind.Core, Core("python3", 1, 2))),
        (ImageKind.ProcessTree, reader => ProcessTree.Read(reader), Of(ImageKind.ProcessTree, Message((1, 5), (5, 5), (5, 6)), Message((1, 9)).Bytes(5, [9, 10]))),
        (ImageKind.Inventory, reader => InventoryImage.Read(reader), Of(ImageKind.Inventory, Message((1, 2), (4, 1)).Text(13, "a"))),
        (ImageKind.Files, reader => FilesImage.Read(reader), Of(ImageKind.Files, Message((1, 1), (2, 3)).Message(3, new WireWriter().Text(6, "/x").Number(11, 5)), Message((1, 2), (2, 4)).Message(18, Message((2, 9))))),
        (ImageKind.Descriptors, reader => DescriptorsImage.Read(reader), Of(ImageKind.Descriptors, Message((1, 1), (2, 0), (3, 2), (4, 0)))),
    ];

    [Fact]
    public void Whatever_an_image_holds_it_is_read_or_refused()
    {
        var seed = Setting("THAW_FUZZ_SEED", 20261);
        var random = new Random(seed);
        var refused = 0;
        var rounds = Setting("THAW_FUZZ_ROUNDS", 40_000);
        for (var round = 0; round < rounds; round++)
        {
            var (kind, read, sample) = Formats[round % Formats.Length];
            var bytes = round % 16 < 8 ? Mutation.Of(sample, random) : Mutation.Random(sample.AsSpan(0, kind.HasCommonMagic ? 8 : 4), random);
            refused += Refuses(kind, read, bytes, $"seed {seed}, round {round}");
        }
        // Mutations that are never noticed, or always, would test nothing.
        Assert.InRange(refused, rounds / 10, rounds - (rounds / 100));
    }

    private static int Refuses(ImageKind kind, Action<ImageRecordReader> read, byte[] bytes, string where)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = 0;
        try
        {
            using var reader = Reader(kind, bytes);
            read(reader);
        }
        catch (CriuImageException)
        {
            refused = 1;
        }
        catch (Exception e)
        {
            Assert.Fail($"{where}: {kind.Name} {Convert.ToHexString(bytes)}: {e}");
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 65_536 + (200 * bytes.Length), $"{where}: {kind.Name} {Convert.ToHexString(bytes)} takes {allocated} bytes");
        return refused;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var value) ? value : otherwise;
}
