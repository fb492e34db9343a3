using Thaw.Criu.Images;
using Thaw.Criu.Images.Tasks;
using Thaw.Criu.Wire;
using Thaw.Testing;
using static Thaw.Criu.Tests.Images.ImageBytes;
using static Thaw.Criu.Tests.Images.PageMapTests;

namespace Thaw.Criu.Tests.Images;

/// <summary>Files that are not images, not whole, or made to harm.</summary>
public sealed class ImageRecordTests
{
    [Theory]
    [InlineData("", "byte 0: this is not an image file of CRIU")]
    [InlineData("19435654", "byte 4: this is not a core image")]
    [InlineData("1943565430302750", "byte 4: this is not a core image")]
    [InlineData("00000000473805 55", "byte 0: this is not an image file of CRIU")]
    [InlineData("1943565447380555", "byte 8: a record is missing")]
    [InlineData("194356544738055501", "byte 8: the file ends within the length of a record")]
    [InlineData("194356544738055505000000 0801", "byte 8: a record of 5 bytes, but 2 are left")]
    [InlineData("1943565447380555ffffffff 0801", "byte 8: a record of 4294967295 bytes, but 2 are left")]
    [InlineData("194356544738055501000000 08", "byte 13: the message ends within field 1")]
    [InlineData("194356544738055501000000 00", "byte 13: no field has this number")]
    [InlineData("194356544738055502000000 1a05", "byte 14: the message ends within field 3")]
    [InlineData("194356544738055502000000 0b00", "byte 13: field 1 is not a number")]
    [InlineData("194356544738055502000000 1801", "byte 13: field 3 is a number")]
    [InlineData("19435654473805550c000000 08ffffffffffffffffffff01", "byte 23: a number of more than ten bytes")]
    [InlineData("194356544738055507000000 1affffffffff01", "byte 19: field 3 is longer than its message")]
    public void The_first_thing_that_is_wrong_is_named(string hex, string what)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("core.img, " + what, Fault(() => CoreImage.Read(Reader(ImageKind.Core, bytes))));
    }

    [Fact]
    public void A_record_may_not_be_larger_than_any_of_CRIUs()
    {
        var bytes = new byte[8 + 4 + ImageRecordReader.LargestRecordBytes + 1];
        Of(ImageKind.Core).CopyTo(bytes, 0);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), ImageRecordReader.LargestRecordBytes + 1);
        Assert.Contains("byte 8: a record of", Fault(() => CoreImage.Read(Reader(ImageKind.Core, bytes))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_shrinks_while_it_is_read_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var file = ImageKind.Core.FileIn(folder.Path, Pid);
        File.WriteAllBytes(file, Of(ImageKind.Core, new WireWriter().Bytes(2, new byte[1 << 16])));
        using var reader = ImageRecordReader.Open(file, ImageKind.Core);
        using (var cut = File.Open(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            cut.SetLength(1 << 15);
        Assert.StartsWith("core-1000.img, byte ", Fault(() => CoreImage.Read(reader)), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_a_fixed_size_count_as_numbers()
    {
        byte[] message = [0x0d, 7, 0, 0, 0, 0x11, 8, 0, 0, 0, 0, 0, 0, 1];
        var reader = new WireReader(message, "x", 0);
        Assert.True(reader.Next());
        Assert.Equal((1, WireType.Fixed32, 7UL), (reader.Field, reader.Type, reader.Number()));
        Assert.True(reader.Next());
        Assert.Equal((2, WireType.Fixed64, 8UL + (1UL << 56)), (reader.Field, reader.Type, reader.Number()));
        Assert.False(reader.Next());
    }
}
