using Thaw.Linux.Processes;
using Thaw.Testing;

namespace Thaw.Linux.Tests.Processes;

public sealed class ChildProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Exit_code_and_output_come_back()
    {
        var output = _folder.PathOf("out");
        using var child = ChildProcess.Spawn(Shell("printf '%s ' \"$0\" \"$A\" \"$(pwd)\"; echo bad >&2; exit 7") with
        {
            ArgumentZero = "thaw-shell",
            WorkingDirectory = "/usr",
            StandardOutputPath = output,
            StandardErrorPath = output,
        });
        var exit = child.WaitForExit(Patience);
        Assert.Equal(7, exit.ExitCode);
        Assert.Null(exit.Signal);
        Assert.Equal("thaw-shell ä b /usr bad\n", File.ReadAllText(output));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(output));
        Assert.True(exit.ExitedAtNs > child.SpawnedAtNs);
        Assert.True(child.HasExited);
    }

    [Fact]
    public void The_environment_is_complete_and_nothing_is_inherited()
    {
        var output = _folder.PathOf("env");
        using var child = ChildProcess.Spawn(
            new SpawnRequest("/usr/bin/env", [], new Dictionary<string, string> { ["ONLY"] = "x=y z" }) { StandardOutputPath = output });
        Assert.True(child.WaitForExit(Patience).Succeeded);
        Assert.Equal("ONLY=x=y z\n", File.ReadAllText(output));
    }

    [Fact]
    public void A_child_has_three_descriptors_its_own_group_and_default_signals()
    {
        // A descriptor without close-on-exec, as a careless parent leaves it to Thaw.
        using var leaked = new Microsoft.Win32.SafeHandles.SafeFileHandle(
            Thaw.Linux.Native.LibC.Open("/dev/null", 0, 0), ownsHandle: true);
        var output = _folder.PathOf("status");
        // Asked directly: a shell blocks signals itself while it starts others.
        using var child = ChildProcess.Spawn(new SpawnRequest("cat", ["/proc/self/stat", "/proc/self/status"], Env()) { StandardOutputPath = output });
        Assert.True(child.WaitForExit(Patience).Succeeded);
        var lines = File.ReadAllLines(output);
        Assert.Equal($"{child.Pid}", lines[0].Split(' ')[4]);
        Assert.Contains("SigBlk:\t0000000000000000", lines);
        // The C library keeps 32 and 33 for itself and has them ignored.
        var ignored = Convert.ToUInt64(lines.Single(line => line.StartsWith("SigIgn", StringComparison.Ordinal))[8..], 16);
        Assert.Equal(0UL, ignored & ~0x1_8000_0000UL);
        File.Delete(output);
        using var lister = ChildProcess.Spawn(new SpawnRequest("ls", ["/proc/self/fd"], Env()) { StandardOutputPath = output });
        Assert.True(lister.WaitForExit(Patience).Succeeded);
        // The fourth is the folder that ls itself reads.
        Assert.Equal("0 1 2 3", string.Join(' ', File.ReadAllLines(output)));
    }

    [Fact]
    public void A_signal_that_ends_the_child_is_reported()
    {
        using var child = ChildProcess.Spawn(Shell("kill -TERM $$; read x < /dev/zero"));
        var exit = child.WaitForExit(Patience);
        Assert.Equal(Signals.Terminate, exit.Signal);
        Assert.Null(exit.ExitCode);
        Assert.Equal("SIGTERM", exit.ToString());
    }

    [Fact]
    public void Waiting_ends_with_the_timeout_and_with_the_token()
    {
        using var child = ChildProcess.Spawn(Sleeper());
        Assert.Throws<TimeoutException>(() => child.WaitForExit(TimeSpan.FromMilliseconds(1)));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => child.WaitForExit(Patience, source.Token));
        using var later = new CancellationTokenSource(TimeSpan.FromMilliseconds(5));
        Assert.ThrowsAny<OperationCanceledException>(() => child.WaitForExit(Timeout.InfiniteTimeSpan, later.Token));
        Assert.False(child.HasExited);
    }

    [Fact]
    public void Killing_the_group_takes_the_grandchildren_along()
    {
        var ready = _folder.Fifo("ready");
        using var child = ChildProcess.Spawn(Shell("sleep 1000 & echo $! > \"$0\"; wait") with { ArgumentZero = ready });
        var grandchild = int.Parse(File.ReadAllText(ready));
        child.KillGroup();
        Assert.Equal(Signals.Kill, child.WaitForExit(Patience).Signal);
        ProcessFacts.WaitUntilGone(grandchild);
        child.SendSignal(Signals.Terminate);
    }

    [Fact]
    public void Dispose_kills_what_the_leader_left_behind()
    {
        var ready = _folder.Fifo("ready");
        int grandchild;
        using (var child = ChildProcess.Spawn(Shell("sleep 1000 & echo $! > \"$0\"") with { ArgumentZero = ready }))
        {
            grandchild = int.Parse(File.ReadAllText(ready));
            Assert.True(child.WaitForExit(Patience).Succeeded);
            Assert.True(ProcessFacts.IsAlive(grandchild));
        }
        ProcessFacts.WaitUntilGone(grandchild);
    }

    [Fact]
    public void Cpu_time_counts_the_children_that_were_waited_for()
    {
        using var child = ChildProcess.Spawn(Shell("sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; exit 0"));
        var exit = child.WaitForExit(Patience);
        Assert.True(exit.UserMs + exit.SystemMs > 0);
    }

    [Fact]
    public void Processes_of_dotnet_and_ours_do_not_take_each_others_exits()
    {
        using var ours = ChildProcess.Spawn(Shell("exit 3"));
        using var theirs = System.Diagnostics.Process.Start("/bin/sh", ["-c", "exit 4"])!;
        theirs.WaitForExit();
        Assert.Equal(3, ours.WaitForExit(Patience).ExitCode);
        Assert.Equal(4, theirs.ExitCode);
    }

    internal static SpawnRequest Shell(string script) => new("/bin/sh", ["-c", script], Env());

    internal static SpawnRequest Sleeper() => new("sleep", ["1000"], Env());

    internal static Dictionary<string, string> Env() => new() { ["PATH"] = "/usr/bin:/bin", ["A"] = "ä b" };
}
