using System.IO.Pipes;
using Thaw.Linux.Processes;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Harm;

/// <summary>What a function can do that harms; in each case another sandbox beside it goes on, and nothing is left.</summary>
public sealed class HarmTests(Tenants tenants) : IClassFixture<Tenants>
{
    private const string Pause = HarmfulScripts.Pause;

    [RequiresFact("root", "cgroups")]
    public Task A_fork_bomb_meets_its_limit() => HarmsNobodyAsync(
        HarmfulScripts.ForkBomb,
        // 64 processes, pid 1 and the program among them.
        (_, line, _) => Assert.Equal("62", line));

    [RequiresFact("root")]
    public Task A_daemon_goes_with_its_sandbox() => HarmsNobodyAsync(
        HarmfulScripts.Daemon,
        (_, line, user) =>
        {
            Assert.Equal("up", line);
            ProcessFacts.WaitUntil(() => Tenants.ProcessesOf(user).Count == 1, "the daemon is not all that is left");
        });

    [RequiresFact("root")]
    public Task A_full_tmp_is_the_tenants_own() => HarmsNobodyAsync(
        HarmfulScripts.FullTmp,
        (_, line, _) => Assert.Equal($"ENOSPC {16 << 20} ENOSPC True", line));

    [RequiresFact("root", "cgroups")]
    public async Task Memory_without_end_kills_the_program_and_is_counted()
    {
        await using var greedy = await tenants.CreateAsync(Tenants.Limits with { MemoryBytes = 64 << 20 });
        await using var neighbour = await tenants.CreateAsync();
        var (_, exit) = await Tenants.RunAsync(greedy, "kept = []\nwhile True: kept.append(bytearray(1 << 20))", Tenants.NewUser());
        Assert.Equal("SIGKILL", exit.ToString());
        Assert.True(greedy.Group.OutOfMemoryKills > 0);
        Assert.InRange(greedy.Group.PeakMemoryBytes!.Value, 32L << 20, 64L << 20);
        Assert.Equal(0, neighbour.Group.OutOfMemoryKills);
        Assert.Equal("fine\n", (await Tenants.RunAsync(neighbour, "print('fine')", Tenants.NewUser())).Output);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_full_tmp_counts_as_memory()
    {
        await using var sandbox = await tenants.CreateAsync(Tenants.Limits with { MemoryBytes = 48 << 20 }, temporaryBytes: 512 << 20);
        var (_, exit) = await Tenants.RunAsync(sandbox, "file = open('/tmp/full', 'wb')\nwhile True: file.write(bytes(1 << 20))", Tenants.NewUser());
        Assert.Equal("SIGKILL", exit.ToString());
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_spinning_program_is_held_to_its_share()
    {
        await using var sandbox = await tenants.CreateAsync(Tenants.Limits with { Processors = 0.1 });
        var (process, _) = await Tenants.StartAsync(sandbox, HarmfulScripts.Spinning, Tenants.NewUser());
        var statistics = sandbox.Group.Folders.Select(folder => Path.Combine(folder, "cpu.stat")).First(File.Exists);
        ProcessFacts.WaitUntil(
            () => File.ReadLines(statistics).Any(line => line.StartsWith("nr_throttled ", StringComparison.Ordinal) && line != "nr_throttled 0"),
            "it was never held back");
        sandbox.Kill();
        Assert.Equal(Signals.Kill, (await process.Exit).Signal);
    }

    [RequiresFact("root")]
    public async Task A_program_that_ignores_a_request_to_end_is_killed()
    {
        await using var sandbox = await tenants.CreateAsync();
        var (deaf, _) = await Tenants.StartAsync(sandbox, "import signal\nsignal.signal(15, signal.SIG_IGN)\nprint('up', flush=True)" + Pause, Tenants.NewUser());
        var (polite, _) = await Tenants.StartAsync(sandbox, "print('up', flush=True)" + Pause, Tenants.NewUser());
        deaf.SendSignal(Signals.Terminate);
        polite.SendSignal(Signals.Terminate);
        // Requests are answered in their order, so the deaf one has had its signal by now, too.
        Assert.Equal(Signals.Terminate, (await polite.Exit).Signal);
        Assert.False(deaf.Exit.IsCompleted);
        await sandbox.DisposeAsync();
        Assert.Equal(Signals.Kill, (await deaf.Exit).Signal);
    }

    [RequiresFact("root")]
    public async Task Output_without_end_waits_for_its_reader()
    {
        await using var sandbox = await tenants.CreateAsync();
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        using var nothing = File.OpenHandle("/dev/null");
        var user = Tenants.NewUser();
        var process = await sandbox.StartAsync(Tenants.Python("import os\nwhile True: os.write(1, bytes(4096))", user, nothing, output.ClientSafePipeHandle));
        output.DisposeLocalCopyOfClientHandle();
        var pid = Assert.Single(Tenants.ProcessesOf(user));
        ProcessFacts.WaitUntil(() => File.ReadAllText($"/proc/{pid}/wchan").Contains("pipe_write", StringComparison.Ordinal)
            || File.ReadAllText($"/proc/{pid}/syscall").StartsWith("1 ", StringComparison.Ordinal), "it does not wait in write");
        sandbox.Kill();
        Assert.Equal(Signals.Kill, (await process.Exit).Signal);
    }

    [RequiresFact("root")]
    public async Task Orphans_are_reaped()
    {
        await using var sandbox = await tenants.CreateAsync();
        var user = Tenants.NewUser();
        var (process, _) = await Tenants.StartAsync(
            sandbox,
            """
            import os
            for _ in range(20):
                child = os.fork()
                if child == 0:
                    if os.fork() == 0: os._exit(0)
                    os._exit(0)
                os.waitpid(child, 0)
            print("done", flush=True)
            """ + Pause,
            user);
        ProcessFacts.WaitUntil(() => Tenants.ProcessesOf(user).Count == 1, "zombies are left");
        Assert.False(process.Exit.IsCompleted);
    }

    private async Task HarmsNobodyAsync(string script, Action<Sandbox, string, uint> check)
    {
        var user = Tenants.NewUser();
        await using var neighbour = await tenants.CreateAsync();
        await using (var sandbox = await tenants.CreateAsync())
        {
            var (_, line) = await Tenants.StartAsync(sandbox, script, user);
            check(sandbox, line, user);
            Assert.Equal("7\n", (await Tenants.RunAsync(neighbour, HarmfulScripts.Work, user)).Output);
        }
        Assert.Empty(Tenants.ProcessesOf(user));
    }
}
