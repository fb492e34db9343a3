using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Thaw.Testing;

namespace Thaw.Images.Tests.Templates;

/// <summary>The attempts that are refused to programs in sandboxes are refused to forked instances, and to libraries in a template.</summary>
public sealed class EscapeTests(TestTemplates templates) : IClassFixture<TestTemplates>
{
    // A template enters the namespaces of its instances, for which it has a capability. It also sees the launcher's processes, and none
    // of them is its own to signal: the kernel calls a signal to everybody that reached nobody a success.
    private static readonly string[] TemplatesMay = ["namespaces", "regain_capabilities", "signals"];

    private static readonly string Script = File.ReadAllText(Repository.PathOf("tests/Thaw.Sandboxing.Tests/Escapes/attempts.py"));

    [RequiresFact("root")]
    public async Task An_instance_gets_nowhere()
    {
        using var listener = Listen();
        await using var template = await templates.StartAsync("ours", "", "ours");
        await using var sandbox = await templates.SandboxAsync(Attempts(listener, Script.Split('\n').Where(line => line.StartsWith("def ", StringComparison.Ordinal))
            .Select(line => line[4..line.IndexOf('(', StringComparison.Ordinal)]).Except(["call", "any_of", "survived", "attempt"])) + "\nsys.stdout.flush()\nos._exit(0)\n");
        using var instance = await TestTemplates.ForkAsync(template, sandbox);
        AssertRefused(await instance.OutputAsync(), 30);
    }

    [RequiresFact("root")]
    public async Task A_library_in_a_template_gets_nowhere()
    {
        using var listener = Listen();
        var report = Attempts(listener, Script.Split('\n').Where(line => line.StartsWith("def ", StringComparison.Ordinal))
            .Select(line => line[4..line.IndexOf('(', StringComparison.Ordinal)]).Except(["call", "any_of", "survived", "attempt", .. TemplatesMay]));
        // What it found is told by an instance.
        await using var template = await templates.StartAsync("ours", """
            import contextlib, io, os
            SAID, FREE = io.StringIO(), os.dup(0)
            os.close(FREE)
            with contextlib.redirect_stdout(SAID):
                exec(REPORT, {})
            # What the attempts left open would refuse the image.
            os.closerange(FREE, 4096)
            """.Replace("REPORT", JsonSerializer.Serialize(report), StringComparison.Ordinal), "ours");
        await using var sandbox = await templates.SandboxAsync("import ours\ndef handler(event, context): return ours.SAID.getvalue()");
        using var instance = await TestTemplates.ForkAsync(template, sandbox);
        await instance.ImportAsync();
        AssertRefused(JsonSerializer.Deserialize<string>((await instance.InvokeAsync("1")).Body)!, 27);
    }

    [RequiresFact("root")]
    public async Task An_instance_can_do_nothing_that_only_its_template_may()
    {
        await using var template = await templates.StartAsync("ours", "", "ours");
        await using var sandbox = await templates.SandboxAsync(
            """
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            def errno_of(*arguments):
                ctypes.set_errno(0)
                libc.syscall(*arguments)
                return ctypes.get_errno()
            def handler(event, context):
                own = os.open("/proc/self/ns/uts", os.O_RDONLY)
                number, names = {"x86_64": (308, 126), "aarch64": (268, 91)}[os.uname().machine]
                return [errno_of(number, own, 0), errno_of(names, None, None), os.listdir("/.host"), os.path.exists("/var/template/thaw_enter.py")]
            """);
        using var instance = await TestTemplates.ForkAsync(template, sandbox);
        await instance.ImportAsync();
        Assert.Equal("[1, 1, [], true]", (await instance.InvokeAsync("1")).Body);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private string Attempts(TcpListener listener, IEnumerable<string> names)
    {
        var facts = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["secret"] = templates.Folder.Write("secret", "secret"),
            ["pid"] = Environment.ProcessId,
            ["neighbour"] = Environment.ProcessId,
            ["port"] = ((IPEndPoint)listener.LocalEndpoint).Port,
            ["addresses"] = Array.Empty<string>(),
            ["abstract"] = "thaw-test-nothing",
            ["socket"] = templates.Folder.PathOf("no-socket"),
            ["segment"] = 0,
            ["groups"] = "thaw-",
        });
        return $"import sys\nsys.argv = ['', {JsonSerializer.Serialize(facts)}, {string.Join(", ", names.Select(name => $"'{name}'"))}]\n{Script}";
    }

    private static void AssertRefused(string output, int count)
    {
        var said = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.All(said, words => Assert.True(words is [_, "refused", _], output));
        Assert.True(said.Count == count, output);
    }
}
