using System.Diagnostics;
using Thaw.Linux.Processes;

namespace Thaw.Linux.Tests.Processes;

public sealed class ProcessMemoryTests
{
    private const int Bytes = 32 << 20;

    [Fact]
    public void What_a_process_writes_is_its_own_and_what_has_ended_has_nothing()
    {
        // Written, not only allocated: pages that nobody has touched are nobody's.
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", $"held = bytearray(b'x') * {Bytes}; print('ready', flush=True); input()"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());

        Assert.InRange(ProcessMemory.PrivateBytes(process.Id)!.Value, Bytes, 8L * Bytes);
        Assert.InRange(ProcessMemory.ProportionalBytes(process.Id)!.Value, Bytes, 8L * Bytes);

        process.StandardInput.WriteLine();
        process.WaitForExit();
        Assert.Null(ProcessMemory.PrivateBytes(int.MaxValue));
        Assert.Null(ProcessMemory.ProportionalBytes(int.MaxValue));
    }
}
