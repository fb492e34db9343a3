using System.Diagnostics;
using Thaw.Pager.Tests.Peers;
using Thaw.Testing;

namespace Thaw.Pager.Tests.Protocol;

/// <summary>The sample clients work as they are.</summary>
public sealed class SampleTests
{
    [RequiresFact("userfaultfd")]
    public async Task The_client_in_Python_gets_its_memory()
    {
        await using var scene = new PagerScene(40);
        var output = Run("/usr/bin/python3", "-B", Repository.PathOf("samples/pager/pager_client.py"), scene.Server.SocketPath, scene.Snapshot);
        Assert.Equal("the last page begins with b'(" + string.Concat(Enumerable.Repeat("\\x00", 15)) + "'\nComplete faults 1 streamed pages 39\n", output);
    }

    [RequiresFact("userfaultfd", "deb.gcc")]
    public async Task The_client_in_C_gets_its_memory()
    {
        await using var scene = new PagerScene(40);
        Assert.Empty(Run("gcc", "-Wall", "-Wextra", "-Werror", "-o", scene.PathOf("client"), Repository.PathOf("samples/pager/pager_client.c")));
        Assert.Equal("the last page begins with byte 40\n", Run(scene.PathOf("client"), scene.Server.SocketPath, scene.Snapshot));
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
