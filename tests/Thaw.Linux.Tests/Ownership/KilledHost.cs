using System.Diagnostics;
using Thaw.Linux.Native;
using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Ownership;

/// <summary>A running <see cref="LedgerHost"/>, with what it owns.</summary>
internal sealed class KilledHost : IDisposable
{
    private readonly Process _process;

    /// <param name="state">The host's state folder.</param>
    /// <param name="prelude">What the shell does before it becomes the host.</param>
    public KilledHost(TemporaryFolder state, string prelude = "")
    {
        var start = new ProcessStartInfo("setsid",
            ["sh", "-c", prelude + "exec dotnet \"$@\"", "sh", typeof(KilledHost).Assembly.Location, state.Path, state.Fifo("ready")])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        var words = _process.StandardOutput.ReadLine()!.Split(' ');
        OwnedFolder = words[0];
        GuardianPid = int.Parse(words[1]);
        OwnedPids = [.. words[2..].Select(int.Parse)];
    }

    public string OwnedFolder { get; }

    public int GuardianPid { get; }

    public IReadOnlyList<int> OwnedPids { get; }

    public int Pid => _process.Id;

    public void SignalGroup(int signal)
    {
        Assert.Equal(0, LibC.Kill(-_process.Id, signal));
        WaitForEnd();
    }

    public void Kill()
    {
        Assert.Equal(0, LibC.Kill(_process.Id, Signals.Kill));
        WaitForEnd();
    }

    public static void KillProcess(int pid)
    {
        Assert.Equal(0, LibC.Kill(pid, Signals.Kill));
        ProcessFacts.WaitUntilGone(pid);
    }

    public void AssertNothingIsLeft(string state)
    {
        ProcessFacts.WaitUntilGone(GuardianPid);
        Assert.DoesNotContain(OwnedPids, ProcessFacts.IsAlive);
        Assert.False(Directory.Exists(OwnedFolder));
        Assert.Empty(Directory.GetFiles(Path.Combine(state, "owned")));
    }

    public void AssertAllIsThere()
    {
        Assert.All(OwnedPids, pid => Assert.True(ProcessFacts.IsAlive(pid)));
        Assert.True(File.Exists(Path.Combine(OwnedFolder, "a folder/inner/file")));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private void WaitForEnd()
    {
        _process.WaitForExit();
        // The end of output: a guardian or child that held it open would make every reader of thaw's output hang.
        Assert.Equal("", _process.StandardOutput.ReadToEnd());
    }
}
