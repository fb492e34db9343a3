using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Thaw.Pager.Adapters;
using Thaw.Pager.Tests.Peers;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Adapters;

/// <summary>Firecracker's hand-over, by a process that plays it.</summary>
public sealed class FirecrackerTests
{
    // Hands over as Firecracker does, keeps its copy, sums its pages up, gives the first back, and sums up again.
    private const string Guest =
        """
        import ctypes, json, socket, sys
        sys.path.insert(0, sys.argv[1])
        import pager_client as client
        pages, page = 32, client.PAGE
        faults = client.open_userfaultfd(1 << 3)
        start = client.map_memory(faults, pages * page)
        regions = [{"base_host_virt_addr": start, "size": pages * page, "offset": 0, sys.argv[3]: int(sys.argv[4])}]
        pager = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        pager.connect(sys.argv[2])
        socket.send_fds(pager, [json.dumps(regions).encode()], [faults])
        total = lambda: sum(ctypes.c_uint64.from_address(start + each * page).value for each in range(pages))
        first = total()
        client.LIBC.madvise(ctypes.c_void_p(start), ctypes.c_size_t(4 * page), 4)
        print(first, total())
        """;

    [RequiresTheory("userfaultfd")]
    [InlineData("page_size")]
    [InlineData("page_size_kib")]
    public async Task A_guest_gets_its_memory_and_zeros_for_what_its_balloon_took(string field)
    {
        await using var scene = new PagerScene(32);
        var complaints = new ConcurrentQueue<string>();
        await using var server = FirecrackerServer.Start(scene.PathOf("uffd.sock"), new FirecrackerSettings(scene.Snapshot), new PagerSettings(), complaints.Enqueue);
        Assert.Equal($"{32 * 33 / 2} {(32 * 33 / 2) - 10}\n", Run(server.SocketPath, field, "4096").Output);
        Assert.Empty(complaints);
    }

    [RequiresFact("userfaultfd")]
    public async Task A_guest_that_cannot_be_served_is_killed_and_said_why()
    {
        await using var scene = new PagerScene(32);
        var complaint = new TaskCompletionSource<string>();
        await using var server = FirecrackerServer.Start(
            scene.PathOf("uffd.sock"), new FirecrackerSettings(scene.Snapshot), new PagerSettings(), why => complaint.TrySetResult(why));
        Assert.Equal(128 + 9, Run(server.SocketPath, "page_size", "2097152").ExitCode);
        Assert.Contains("pages of 2097152 bytes", await complaint.Task.WaitAsync(TimeSpan.FromSeconds(60)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("[[[[[[]]]]]]")]
    [InlineData("""[{"base_host_virt_addr":-1,"size":4096,"offset":0}]""")]
    [InlineData("""[{"base_host_virt_addr":4096,"size":1e99,"offset":0}]""")]
    public void What_is_not_Firecrackers_is_refused(string message) =>
        Assert.Throws<PagerException>(() => FirecrackerHandOver.Read(Encoding.UTF8.GetBytes(message)));

    private static (int ExitCode, string Output) Run(string socket, string field, string pageSize)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", ["-B", "-c", Guest, Repository.PathOf("samples/pager"), socket, field, pageSize])
        { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
