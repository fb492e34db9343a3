using Thaw.Criu.Images;
using Thaw.Criu.Images.Tasks;
using Thaw.Criu.Wire;
using static Thaw.Criu.Tests.Images.ImageBytes;
using static Thaw.Criu.Tests.Images.PageMapTests;

namespace Thaw.Criu.Tests.Images;

/// <summary>Processes, threads, memory areas, files and descriptors as CRIU writes them.</summary>
public sealed class TaskImageTests
{
    [Fact]
    public void A_copy_for_another_user_differs_in_users_and_groups_alone()
    {
        using var image = Reader(ImageKind.Core, Core("python3", 20001, 20002));
        var copy = new MemoryStream();
        CoreImage.CopyFor(image, copy, 31, 32);
        // The same image without further groups, made for that user from the beginning.
        var groups = new WireWriter().Number(14, 44).Number(14, 45).Written.ToArray();
        var expected = Of(ImageKind.Core, Core("python3", 31, 32));
        var at = expected.AsSpan().IndexOf(groups);
        Assert.True(at > 0);
        var read = CoreImage.Read(Reader(ImageKind.Core, copy.ToArray()));
        Assert.Equal(("python3", 31u, 32u, 31u, 32u), (read.Name, read.Credentials.Uid, read.Credentials.Gid, read.Credentials.EffectiveUid, read.Credentials.EffectiveGid));
        Assert.Empty(read.Credentials.Groups);
        Assert.True(read.Credentials.NoNewPrivileges);
        Assert.Equal(expected.Length - groups.Length, copy.Length);
        Assert.Equal(expected[(at + groups.Length)..], copy.ToArray()[at..]);
    }

    [Fact]
    public void Credentials_are_read()
    {
        var read = CoreImage.Read(Reader(ImageKind.Core, Core("worker", 7, 8, capabilities: 1 << 21)));
        Assert.Equal([44u, 45u], read.Credentials.Groups);
        Assert.True(read.Credentials.HasCapabilities);
        Assert.Equal((7u, 8u), (read.Credentials.Uid, read.Credentials.Gid));
    }

    [Fact]
    public void A_thread_without_credentials_is_neither_read_nor_copied()
    {
        var bare = Message((1, 1)).Message(3, new WireWriter()).Message(5, Message((1, 0)));
        Assert.Contains("credentials are missing", Fault(() => CoreImage.Read(Reader(ImageKind.Core, bare))), StringComparison.Ordinal);
        Assert.Contains("credentials are missing", Fault(() => CoreImage.CopyFor(Reader(ImageKind.Core, bare), new MemoryStream(), 1, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_areas_are_found_by_address()
    {
        var memory = MemoryImage.Read(Reader(ImageKind.Memory, Memory(Area(0x1000, 0x3000, 0x201), Area(0x3000, 0x4000, 0x41), Area(0xffffffffff600000, 0xffffffffff601000, 0x204))));
        Assert.Equal(7u, memory.ExecutableId);
        Assert.Equal([-1, 0, 0, 1, -1, 2], new ulong[] { 0xfff, 0x1000, 0x2fff, 0x3000, 0x4000, 0xffffffffff600fff }.Select(memory.Find));
        Assert.Equal([true, false, false], memory.Areas.Select(area => area.IsZeroWhenUntouched));
        Assert.Equal(0x2000UL, memory.Areas[0].Bytes);
    }

    [Fact]
    public void Memory_areas_that_cannot_be_are_refused()
    {
        Assert.Contains("the program is missing", Fault(() => MemoryImage.Read(Reader(ImageKind.Memory, Message((1, 1))))), StringComparison.Ordinal);
        foreach (var (start, end) in new[] { (0x2000UL, 0x2000UL), (0x3000UL, 0x2000UL), (0x1000UL, 0x1800UL) })
            Assert.Contains("an area from", Fault(() => MemoryImage.Read(Reader(ImageKind.Memory, Memory(Area(start, end, 1))))), StringComparison.Ordinal);
        Assert.Contains("after one that ends at 3000", Fault(() => MemoryImage.Read(Reader(ImageKind.Memory, Memory(Area(0x1000, 0x3000, 1), Area(0x2000, 0x4000, 1))))), StringComparison.Ordinal);
    }

    [Fact]
    public void Processes_have_threads_packed_or_not()
    {
        var first = Message((1, 5), (2, 0), (3, 5), (4, 5), (5, 5), (5, 6));
        var second = Message((1, 9), (2, 5), (3, 5), (4, 5)).Bytes(5, [9, 0x80, 1]);
        var processes = ProcessTree.Read(Reader(ImageKind.ProcessTree, first, second));
        Assert.Equal([(5u, 0u), (9u, 5u)], processes.Select(process => (process.Pid, process.ParentPid)));
        Assert.Equal([5u, 6u], processes[0].Threads);
        Assert.Equal([9u, 128u], processes[1].Threads);
    }

    [Fact]
    public void Processes_without_a_pid_or_a_thread_are_refused()
    {
        Assert.Contains("there is no process", Fault(() => ProcessTree.Read(Reader(ImageKind.ProcessTree))), StringComparison.Ordinal);
        Assert.Contains("without a thread", Fault(() => ProcessTree.Read(Reader(ImageKind.ProcessTree, Message((1, 5))))), StringComparison.Ordinal);
        Assert.Contains("without a pid", Fault(() => ProcessTree.Read(Reader(ImageKind.ProcessTree, Message((5, 5), (9, 9))))), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_pipes_are_told_apart()
    {
        var file = Message((1, 0), (2, 0)).Text(6, "/usr/lib/x.so").Number(8, 4096).Number(10, 0x81a4).Number(11, 17).Number(11, 18);
        var files = FilesImage.Read(Reader(
            ImageKind.Files,
            Message((1, 1), (2, 3)).Message(3, file),
            Message((1, 2), (2, 4)).Message(18, Message((1, 4), (2, 197863), (3, 0))),
            Message((1, 5), (2, 3)).Message(15, new WireWriter())));
        var regular = Assert.IsType<RegularFile>(files.Files[(ImageFile.Regular, 3)]);
        Assert.Equal((3u, "/usr/lib/x.so", 4096L, 0x81a4u), (regular.Id, regular.Path, regular.Bytes, regular.Mode));
        Assert.Equal([17u, 18u], regular.BuildId);
        Assert.Equal(new PipeEnd(4, 197863), files.Files[(ImageFile.Pipe, 4)]);
        Assert.Equal(new ImageFile(3, 5), files.Files[(5, 3)]);
    }

    [Theory]
    [InlineData("without a type", 2, 3, 0)]
    [InlineData("has no path", 1, 1, 3)]
    [InlineData("has no inode", 1, 2, 3)]
    public void Files_that_lack_something_are_refused(string what, int field, ulong value, ulong id)
    {
        var file = id == 0 ? Message((field, value)) : Message((field, value), (2, id));
        Assert.Contains(what, Fault(() => FilesImage.Read(Reader(ImageKind.Files, file))), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_cannot_be_are_refused()
    {
        Assert.Contains("a file without a path", Fault(() => Read(Message((1, 1)))), StringComparison.Ordinal);
        Assert.Contains("more bytes than there can be", Fault(() => Read(new WireWriter().Text(6, "x").Number(8, ulong.MaxValue))), StringComparison.Ordinal);
        Assert.Contains("is there twice", Fault(() => FilesImage.Read(Reader(ImageKind.Files, Message((1, 5), (2, 3)), Message((1, 5), (2, 3))))), StringComparison.Ordinal);
        Assert.Contains("pipe 3 has no inode", Fault(() => FilesImage.Read(Reader(ImageKind.Files, Message((1, 2), (2, 3)).Message(18, Message((1, 3)))))), StringComparison.Ordinal);

        static FilesImage Read(WireWriter regular) => FilesImage.Read(Reader(ImageKind.Files, Message((1, 1), (2, 3)).Message(3, regular)));
    }

    [Fact]
    public void Descriptors_are_read_whole_or_not_at_all()
    {
        var descriptors = DescriptorsImage.Read(Reader(ImageKind.Descriptors, Message((1, 177), (2, 0), (3, 2), (4, 0)), Message((1, 5), (2, 0), (3, 1), (4, 3))));
        Assert.Equal([new ImageDescriptor(0, 177, 2), new ImageDescriptor(3, 5, 1)], descriptors);
        (int Field, ulong Value)[] all = [(1, 1), (3, 1), (4, 1)];
        foreach (var missing in all)
        {
            var fields = all.Except([missing]).ToArray();
            Assert.Contains("a descriptor without", Fault(() => DescriptorsImage.Read(Reader(ImageKind.Descriptors, Message(fields)))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Images_of_an_unknown_version_are_refused()
    {
        Assert.Equal(2u, InventoryImage.Read(Reader(ImageKind.Inventory, Message((1, 2), (2, 1)))).Version);
        Assert.Contains("images of version 3; 2 is known", Fault(() => InventoryImage.Read(Reader(ImageKind.Inventory, Message((1, 3))))), StringComparison.Ordinal);
        Assert.Contains("version none", Fault(() => InventoryImage.Read(Reader(ImageKind.Inventory, Message((2, 3))))), StringComparison.Ordinal);
    }
}
