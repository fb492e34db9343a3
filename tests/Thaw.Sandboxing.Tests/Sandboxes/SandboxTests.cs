using System.IO.Pipes;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Sandboxes;

/// <summary>What a program finds in a sandbox, and what the host hears of it.</summary>
public sealed class SandboxTests(Tenants tenants) : IClassFixture<Tenants>
{
    [RequiresFact("root")]
    public async Task A_program_has_the_environment_folder_and_user_that_were_asked_for_and_nothing_else()
    {
        var user = Tenants.NewUser();
        await using var sandbox = await tenants.CreateAsync();
        var (output, exit) = await Tenants.RunAsync(
            sandbox,
            """
            import os
            print(os.getresuid(), os.getresgid(), os.getgroups(), os.getcwd(), sorted(os.environ), os.uname().nodename)
            status = dict(line.split(":\t", 1) for line in open("/proc/self/status") if ":\t" in line)
            print(*(status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "SigIgn", "SigBlk")))
            print(sorted(os.listdir("/proc/self/fd")), os.getpid(), os.getsid(0) == os.getpid())
            """,
            user);
        var all = $"({user}, {user}, {user})";
        const string none = "0000000000000000";
        // Python itself ignores SIGPIPE and SIGXFSZ (0x1001000); descriptor 3 is the one that lists the folder.
        Assert.Equal(
            $"""
            {all} {all} [] /var/task ['LC_CTYPE', 'PATH'] sandbox
            {none} {none} {none} {none} {none} 1 2 0000000001001000 {none}
            ['0', '1', '2', '3'] 2 True

            """,
            output);
        Assert.Equal(0, exit.ExitCode);
    }

    [RequiresFact("root")]
    public async Task Programs_can_be_started_one_after_the_other_and_say_how_they_ended()
    {
        var user = Tenants.NewUser();
        await using var sandbox = await tenants.CreateAsync();
        Assert.Equal(3, (await Tenants.RunAsync(sandbox, "raise SystemExit(3)", user)).Exit.ExitCode);
        Assert.Equal("SIGSEGV", (await Tenants.RunAsync(sandbox, "import os; os.kill(os.getpid(), 11)", user)).Exit.ToString());
        var (output, busy) = await Tenants.RunAsync(sandbox, "open('/tmp/x', 'w').write('kept'); sum(range(10**6)); print(open('/tmp/x').read())", user);
        Assert.Equal("kept\n", output);
        Assert.True(busy.UserMs > 0);
        Assert.True(busy.PeakRssBytes > 1 << 20);
    }

    [RequiresFact("root")]
    public async Task Code_and_layers_are_shown_read_only_and_further_descriptors_arrive_in_their_order()
    {
        var code = tenants.Code("with-code");
        await File.WriteAllTextAsync(Path.Combine(code, "handler.py"), "VALUE = 42\n");
        var layers = tenants.Code("with-layers");
        await File.WriteAllTextAsync(Path.Combine(layers, "layer.txt"), "layer");
        await using var sandbox = await tenants.Launcher.CreateAsync(new SandboxSettings(code) { LayersFolder = layers, HostName = "named" });
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        using var nothing = File.OpenHandle("/dev/null");
        var program = Tenants.Python(
            "import os, sys; sys.path.insert(0, '/var/task'); import handler; os.write(3, f'{handler.VALUE} {open(\"/opt/layer.txt\").read()} {os.uname().nodename}'.encode())",
            Tenants.NewUser(), nothing, nothing, nothing, output.ClientSafePipeHandle);
        var process = await sandbox.StartAsync(program);
        output.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(output);
        Assert.Equal("42 layer named", await reader.ReadToEndAsync());
        Assert.Equal(0, (await process.Exit).ExitCode);
    }

    [RequiresFact("root")]
    public async Task A_program_that_cannot_be_started_is_an_error_in_words_and_the_sandbox_goes_on()
    {
        var user = Tenants.NewUser();
        await using var sandbox = await tenants.CreateAsync();
        var missing = await Assert.ThrowsAsync<SandboxException>(() => sandbox.StartAsync(new SandboxProgram(["/no/program"], new Dictionary<string, string>(), user)));
        Assert.Contains("/no/program", missing.Message, StringComparison.Ordinal);
        Assert.Contains("No such file", missing.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SandboxException>(() => sandbox.StartAsync(new SandboxProgram(["/bin/true"], new Dictionary<string, string>(), 0)));
        await Assert.ThrowsAsync<SandboxException>(() => sandbox.StartAsync(new SandboxProgram(["true"], new Dictionary<string, string>(), user)));
        var large = new Dictionary<string, string> { ["LARGE"] = new string('x', 200_000) };
        await Assert.ThrowsAsync<SandboxException>(() => sandbox.StartAsync(new SandboxProgram(["/bin/true"], large, user)));
        Assert.Equal("here\n", (await Tenants.RunAsync(sandbox, "print('here')", user)).Output);
    }

    [RequiresFact("root")]
    public async Task One_that_is_given_up_while_it_is_made_ends()
    {
        for (var ms = 0; ms < 30; ms++)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(ms));
            try
            {
                // Whenever the patience ends: without an end, the wait below throws a TimeoutException.
                await using var made = await tenants.Launcher.CreateAsync(new SandboxSettings(tenants.Code()), patience.Token).WaitAsync(TimeSpan.FromMinutes(1));
            }
            catch (OperationCanceledException)
            {
                // Given up before it was made.
            }
        }
    }

    [RequiresFact("root")]
    public async Task Many_sandboxes_can_be_made_at_once_and_leave_nothing()
    {
        var sandboxes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => tenants.CreateAsync()));
        var outputs = await Task.WhenAll(sandboxes.Select((sandbox, i) => Tenants.RunAsync(sandbox, $"print({i})", Tenants.NewUser())));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}\n"), outputs.Select(pair => pair.Output));
        foreach (var sandbox in sandboxes)
            await sandbox.DisposeAsync();
        Assert.All(sandboxes, sandbox => Assert.False(ProcessFacts.IsAlive(sandbox.FirstPid)));
        Assert.All(sandboxes.SelectMany(sandbox => sandbox.Group.Folders), folder => Assert.False(Directory.Exists(folder)));
    }

    [RequiresFact("root")]
    public async Task Settings_that_make_no_sandbox_are_refused()
    {
        var missing = await Assert.ThrowsAsync<SandboxException>(() => tenants.Launcher.CreateAsync(new SandboxSettings("/no/such/folder")));
        Assert.Contains("/no/such/folder", missing.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SandboxException>(() => tenants.CreateAsync(temporaryBytes: 1));
    }

    [RequiresFact("root")]
    public async Task Nothing_can_be_started_in_a_sandbox_that_has_ended()
    {
        await using var sandbox = await tenants.CreateAsync();
        var (process, _) = await Tenants.StartAsync(sandbox, "import signal; print('up', flush=True); signal.pause()", Tenants.NewUser());
        sandbox.Kill();
        Assert.Equal("SIGKILL", (await process.Exit).ToString());
        ProcessFacts.WaitUntil(() => sandbox.HasEnded, "the sandbox did not end");
        await Assert.ThrowsAsync<SandboxException>(() => Tenants.RunAsync(sandbox, "pass", Tenants.NewUser()));
    }
}
