using System.IO.Pipes;
using System.Net.Sockets;
using Thaw.Images.Templates;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Ownership;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Testing;

namespace Thaw.Images.Tests.Templates;

/// <summary>Instances that are forked from a template into sandboxes.</summary>
public sealed class ForkTests : IDisposable
{
    private const uint TemplateUser = 199_999;
    private const uint FunctionUser = 200_001;

    private readonly TemporaryFolder _folder = new();
    private readonly OwnershipLedger? _ledger;
    private readonly SandboxLauncher? _launcher;

    public ForkTests()
    {
        if (TestCapabilities.ReasonToSkip(["root"]) is not null)
            return;
        _ledger = OwnershipLedger.Open(_folder.PathOf("state"));
        _launcher = SandboxLauncher.Start(_ledger, new SandboxLauncherSettings
        {
            Users = $"{TemplateUser} {TemplateUser} 1\n200000 200000 65536\n",
            PlacedFolders = new Dictionary<string, string>
            {
                ["/var/runtime"] = Repository.PathOf("src/Thaw.Hosting/Runtime"),
                ["/var/template"] = Repository.PathOf("src/Thaw.Images/Template"),
            },
        });
    }

    [RequiresFact("root")]
    public async Task A_forked_process_is_in_its_sandbox_with_nothing_of_the_template_but_its_modules()
    {
        await using var template = await StartAsync("json", "decimal", "nowhere_at_all");
        Assert.Equal([null, null, "ModuleNotFoundError: No module named 'nowhere_at_all'"], template.Modules.Select(module => module.Error));
        _folder.Write("code/handler.py",
            """
            import json, os, sys
            def handler(event, context): return 1
            status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
            facts = {
                "modules": "decimal" in sys.modules, "uid": os.getuid(), "groups": os.getgroups(), "pid": os.getpid(),
                "capabilities": [status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
                "nnp": status["NoNewPrivs"].strip(), "filters": status["Seccomp"].strip(),
                "environment": sorted(os.environ), "path": sys.path[:2], "folder": os.getcwd(), "descriptors": os.listdir("/proc/self/fd"),
                "processes": sorted(name for name in os.listdir("/proc") if name.isdigit()),
                "task": os.listdir("/var/task"),
            }
            print(json.dumps(facts))
            """);
        await using var sandbox = await _launcher!.CreateAsync(new SandboxSettings(_folder.PathOf("code")) { Limits = new ControlGroupLimits(256L << 20, 1, 64) });

        var (output, said) = await ForkAsync(template, sandbox);

        Assert.True(said.StartsWith('I'), said + output);
        Assert.Equal("", output);
    }

    public void Dispose()
    {
        _launcher?.Dispose();
        _ledger?.Dispose();
        _folder.Dispose();
    }

    private async Task<Template> StartAsync(params IReadOnlyList<string> modules)
    {
        _folder.Write("empty/x", "");
        var sandbox = await _launcher!.CreateForTemplateAsync(new SandboxSettings(_folder.PathOf("empty")) { Limits = new ControlGroupLimits(256L << 20, 1, 64) });
        return await Template.StartAsync(
            sandbox, new TemplateSettings("/usr/bin/python3", "/var/template/thaw_template.py", "/var/runtime", modules, TemplateUser)
            {
                Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin", ["SECRET"] = "the template's" },
                Output = File.OpenHandle("/tmp/template.log", FileMode.Create, FileAccess.Write),
            },
            CancellationToken.None);
    }

    private static async Task<(string Output, string Said)> ForkAsync(Template template, Sandbox sandbox)
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        var (channel, theirs) = StreamPair.Create();
        using (theirs)
        using (channel)
        {
            var environment = new Dictionary<string, string> { ["_HANDLER"] = "handler.handler", ["AWS_LAMBDA_FUNCTION_NAME"] = "f" };
            var exit = await template.ForkAsync(sandbox, new ForkRequest(FunctionUser, "/var/task", environment, output.ClientSafePipeHandle, theirs), CancellationToken.None);
            output.DisposeLocalCopyOfClientHandle();
            theirs.Dispose();
            var buffer = new byte[4096];
            var read = await channel.ReceiveAsync(buffer, SocketFlags.None);
            var said = System.Text.Encoding.UTF8.GetString(buffer, 0, read);
            channel.Shutdown(SocketShutdown.Both);
            using var reader = new StreamReader(output);
            var text = await reader.ReadToEndAsync();
            return (text + $" [{await exit}]", said);
        }
    }
}
