using System.IO.Pipes;
using Thaw.Sandboxing.Roots;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Sandboxing.Tests.Escapes;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Roots;

/// <summary>Programs in a root file system of their own.</summary>
public sealed class OwnRootTests(Tenants tenants) : IClassFixture<Tenants>
{
    [RequiresFact("root")]
    public async Task A_program_sees_its_root_and_nothing_of_the_hosts()
    {
        using var folder = new TemporaryFolder();
        var settings = new SandboxSettings(tenants.Code()) { RootFolder = ShellRoot(folder), TemporaryBytes = 1 << 20 };
        await using var sandbox = await tenants.Launcher.CreateAsync(settings);
        var output = await RunAsync(
            sandbox,
            """
            echo "$(echo /*)"
            echo "$(echo /usr/*) $(echo /var/host/usr/*)"
            read line < /etc/resolv.conf; echo "$line"
            echo data > /tmp/file && read line < /tmp/file && echo "$line"
            echo away > /dev/null && echo seen
            (echo x > /etc/passwd) 2> /dev/null || echo refused
            (echo x > /usr/x) 2> /dev/null || echo refused
            [ -e /proc/self/status ] && [ ! -e /.host ] && echo right
            """);
        var lines = output.Split('\n');
        Assert.DoesNotContain("/.host", lines[0].Split(' '));
        Assert.Contains("/usr/marked", lines[1].Split(' '));
        Assert.DoesNotContain("/usr/share", lines[1].Split(' '));
        // Nothing there: the pattern stays as it is.
        Assert.Contains("/var/host/usr/*", lines[1].Split(' '));
        Assert.Equal(["nameserver 127.0.0.1", "data", "seen", "refused", "refused", "right", ""], lines[2..]);
    }

    [RequiresFact("root")]
    public async Task Two_sandboxes_have_the_root_that_each_was_given()
    {
        using var folder = new TemporaryFolder();
        await using var own = await tenants.Launcher.CreateAsync(new SandboxSettings(tenants.Code()) { RootFolder = ShellRoot(folder) });
        await using var usual = await tenants.CreateAsync();
        Assert.Equal("False\n", (await Tenants.RunAsync(usual, "import os; print(os.path.exists('/usr/marked'))", Tenants.NewUser())).Output);
        Assert.Equal("there\n", await RunAsync(own, "[ -e /usr/marked ] && echo there"));
        var missing = await Assert.ThrowsAsync<SandboxException>(() => Tenants.RunAsync(own, "pass", Tenants.NewUser()));
        Assert.Contains("/usr/bin/python3", missing.Message, StringComparison.Ordinal);
    }

    [RequiresFact("root")]
    public async Task Every_attempt_to_get_out_is_refused_there_as_well()
    {
        using var folder = new TemporaryFolder();
        using var scene = new HostScene();
        var python = SmallRoot.AddPython(folder.PathOf("files"));
        var user = Tenants.NewUser();
        await using var neighbour = await tenants.CreateAsync();
        var (beside, _) = await Tenants.StartAsync(neighbour, "import signal\nprint('up', flush=True)\nwhile True: signal.pause()", user);
        await using var sandbox = await tenants.Launcher.CreateAsync(new SandboxSettings(tenants.Code()) { RootFolder = ShellRoot(folder), Limits = Tenants.Limits });
        var script = HostScene.ScriptOf(
            File.ReadAllText(Repository.PathOf("tests/Thaw.Sandboxing.Tests/Escapes/attempts.py")), scene.Facts(Tenants.ProcessesOf(user).Single()), HostScene.Attempts);
        var said = (await RunAsync(sandbox, user, "/usr/local/bin/" + python, "-I", "-c", script)).TrimEnd().Split('\n').Select(line => line.Split('\t')).ToList();
        Assert.Equal(HostScene.Attempts, said.Select(words => words[0]));
        Assert.All(said, words => Assert.Equal("refused", words[1]));
        Assert.False(beside.Exit.IsCompleted);
    }

    private static string ShellRoot(TemporaryFolder folder)
    {
        SmallRoot.AddShell(folder.PathOf("files"));
        folder.Write("files/usr/marked", "");
        return MakeRoot(folder.PathOf("files"), folder.PathOf("root"));
    }

    internal static string MakeRoot(string files, string root)
    {
        var tar = new MemoryStream();
        System.Formats.Tar.TarFile.CreateFromDirectory(files, tar, includeBaseDirectory: false);
        tar.Position = 0;
        RootMaker.Make(tar, root, RootLimits.Usual);
        return root;
    }

    internal static Task<string> RunAsync(Sandbox sandbox, string script) => RunAsync(sandbox, Tenants.NewUser(), "/bin/sh", "-c", script);

    private static async Task<string> RunAsync(Sandbox sandbox, uint user, params string[] command)
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        using var nothing = File.OpenHandle("/dev/null");
        var program = new SandboxProgram(command, new Dictionary<string, string>(), user)
        {
            Descriptors = [nothing, output.ClientSafePipeHandle, output.ClientSafePipeHandle],
        };
        var process = await sandbox.StartAsync(program);
        output.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(output);
        var text = await reader.ReadToEndAsync();
        Assert.Equal(0, (await process.Exit).ExitCode);
        return text;
    }
}
