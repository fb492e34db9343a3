using Thaw.Pager.Maps;
using Thaw.Pager.Sources;
using Thaw.Pager.WorkingSets;
using Thaw.Testing;

namespace Thaw.Pager.Tests.WorkingSets;

/// <summary>Both files are read as they were written, or refused in words.</summary>
public sealed class FileTests : IDisposable
{
    private const int Page = 4096;
    private const ulong Start = 0x7000_0000_0000;

    private static readonly PageTouch[] Touches =
    [
        new(0, Start + (9 * Page), false, true, 0),
        new(0, Start, false, false, 3),
        new(0, Start + (2 * Page), false, false, 5),
        new(0, Start + (90 * Page), true, true, 8),
        new(0, Start + (91 * Page), true, true, 9),
        new(5, Start, false, false, 10),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Touched_pages_come_together_in_the_order_of_their_first_touch()
    {
        var runs = WorkingSetBuilder.Coalesce(Touches, Maps(), gapPages: 1);
        Assert.Equal(
            [new(0, Start + (9 * Page), 1, false), new(0, Start, 3, false) { DataOffset = Page }, new(0, Start + (90 * Page), 2, true) { DataOffset = 4 * Page }],
            runs);
        Assert.Equal([1, 1, 1, 2], WorkingSetBuilder.Coalesce(Touches, Maps(), gapPages: 0).Select(run => run.Pages));
        // The tenth page begins another range of the snapshot: a run does not reach over.
        Assert.Equal([1, 3, 2], WorkingSetBuilder.Coalesce(Touches, Maps(), gapPages: 100).Select(run => run.Pages));
    }

    [Fact]
    public void A_trace_is_read_as_it_was_written()
    {
        var identity = MapIdentity.Of(Maps(), "one");
        new TouchTrace { Touches = Touches, Identity = identity, IsCutShort = true }.Write(_folder.PathOf("trace"));
        var read = TouchTrace.Read(_folder.PathOf("trace"));
        Assert.Equal(Touches, read.Touches);
        Assert.Equal(identity, read.Identity.ToArray());
        Assert.True(read.IsCutShort);
        Assert.NotEqual(identity, MapIdentity.Of(Maps(), "another"));
    }

    [Fact]
    public void A_working_set_is_read_as_it_was_written()
    {
        var table = Read(WriteWorkingSet());
        Assert.Equal([1, 3, 2], table.Runs.Select(run => run.Pages));
        Assert.Equal((4 * Page, Page), (table.DataBytes, table.DataStart));
        Assert.Equal(Checksum(File.ReadAllBytes(_folder.PathOf("ws")).AsSpan(Page, Page)), table.Runs[0].Checksum);
    }

    /// <summary>Every byte of the head flipped, every length, and random bytes: one kind of exception, and nothing is believed.</summary>
    [Fact]
    public void Damaged_files_are_refused_whatever_is_wrong_with_them()
    {
        var workingSet = WriteWorkingSet();
        new TouchTrace { Touches = Touches, Identity = MapIdentity.Of(Maps(), "") }.Write(_folder.PathOf("trace"));
        var trace = File.ReadAllBytes(_folder.PathOf("trace"));
        var random = new Random(11);
        foreach (var (bytes, parse, head) in new (byte[], Action<byte[]>, int)[]
        {
            (trace, damaged => TouchTrace.Parse(damaged), trace.Length),
            (workingSet, damaged => Read(damaged), 80 + (3 * 24)),
        })
        {
            for (var at = 0; at < head; at++)
            {
                var damaged = bytes.ToArray();
                damaged[at] ^= (byte)(1 << random.Next(8));
                Assert.Throws<InvalidDataException>(() => parse(damaged));
                Assert.Throws<InvalidDataException>(() => parse(bytes[..at]));
            }
            var noise = new byte[200];
            random.NextBytes(noise);
            bytes.AsSpan(0, 12).CopyTo(noise);
            Assert.Throws<InvalidDataException>(() => parse(noise));
            Assert.Throws<InvalidDataException>(() => parse([.. bytes, 0]));
        }
    }

    [Fact]
    public void A_trace_that_is_no_file_is_refused_in_words()
    {
        Assert.Contains("/nowhere", Assert.Throws<PagerException>(() => TouchTrace.Read("/nowhere")).Message, StringComparison.Ordinal);
        var garbage = _folder.Write("garbage", new string('x', 100));
        Assert.Contains("not a file of this kind", Assert.Throws<PagerException>(() => TouchTrace.Read(garbage)).Message, StringComparison.Ordinal);
    }

    private static Dictionary<uint, PageMap> Maps() => new()
    {
        [0] = PageMap.Create([new PageRun(Start, 9 * Page, 0, 0), new PageRun(Start + (9 * Page), 20 * Page, 0, 9 * Page)]),
    };

    private static WorkingSetTable Read(byte[] bytes) => WorkingSetTable.Read(new MemoryStream(bytes));

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        // The definition, bit by bit, with the polynomial's mirror image.
        var value = ~0u;
        foreach (var each in bytes)
        {
            value ^= each;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ 0x82F63B78 : value >> 1;
        }
        return ~value;
    }

    private byte[] WriteWorkingSet()
    {
        var content = new byte[29 * Page];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(_folder.PathOf("snapshot"), content);
        using var source = FileSource.Open(_folder.PathOf("snapshot"), SourceAccess.Map);
        var runs = WorkingSetBuilder.Coalesce(Touches, Maps(), gapPages: 1);
        WorkingSetBuilder.Write(_folder.PathOf("ws"), runs, Maps(), [source], MapIdentity.Of(Maps(), ""));
        var written = File.ReadAllBytes(_folder.PathOf("ws"));
        Assert.Equal(content[(9 * Page)..(10 * Page)], written[Page..(2 * Page)]);
        Assert.Equal(content[..(3 * Page)], written[(2 * Page)..(5 * Page)]);
        return written;
    }
}
