using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using Thaw.Images.Templates;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Ownership;
using Thaw.Linux.Sockets;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Testing;

namespace Thaw.Images.Tests.Templates;

/// <summary>A launcher in a user namespace, templates in its sandboxes, and instances that are forked from them.</summary>
public sealed class TestTemplates : IDisposable
{
    public const uint TemplateUser = 199_999;
    public const uint FunctionUser = 200_001;

    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In);
    private readonly TemporaryFolder _folder = new();
    private readonly OwnershipLedger? _ledger;
    private readonly SandboxLauncher? _launcher;

    public TestTemplates()
    {
        // A test that is skipped still has its fixture made.
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

    /// <summary>Where tests may put files.</summary>
    public TemporaryFolder Folder => _folder;

    /// <summary>A sandbox that is nobody's yet.</summary>
    public Task<Sandbox> PreparedSandboxAsync() => _launcher!.PrepareAsync();

    /// <summary>Makes it that of a function.</summary>
    public Task<Sandbox> FurnishAsync(Sandbox sandbox, string module) => _launcher!.FurnishAsync(sandbox, SettingsOf(module));

    /// <summary>Starts a template whose folder of libraries holds one module of ours.</summary>
    public async Task<Template> StartAsync(string library, string source, params IReadOnlyList<string> modules)
    {
        var libraries = Path.GetDirectoryName(_folder.Write($"libraries-{Guid.NewGuid():n}/{library}.py", source))!;
        var empty = Directory.CreateDirectory(_folder.PathOf("empty")).FullName;
        var sandbox = await _launcher!.CreateForTemplateAsync(
            new SandboxSettings(empty) { LibrariesFolder = libraries, Limits = new ControlGroupLimits(512L << 20, 1, 64) });
        var settings = new TemplateSettings("/usr/bin/python3", "/var/template/thaw_template.py", "/var/runtime", modules, TemplateUser, _output.ClientSafePipeHandle)
        {
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin", ["SECRET"] = "the template's", ["PYTHONPATH"] = "/usr/lib/python3/dist-packages" },
        };
        return await Template.StartAsync(sandbox, settings, CancellationToken.None);
    }

    /// <summary>Makes a sandbox that shows a function of one module.</summary>
    public Task<Sandbox> SandboxAsync(string module) => _launcher!.CreateAsync(SettingsOf(module));

    /// <summary>Forks an instance of that function.</summary>
    public static async Task<Forked> ForkAsync(Template template, Sandbox sandbox)
    {
        var forked = await ForkWaitingAsync(template, sandbox);
        forked.Enter(sandbox);
        return forked;
    }

    /// <summary>Forks a process that waits until it is told to become an instance.</summary>
    public static async Task<Forked> ForkWaitingAsync(Template template, Sandbox sandbox)
    {
        var (channel, theirChannel) = StreamPair.Create();
        var (output, theirOutput) = StreamPair.Create();
        using (theirChannel)
        using (theirOutput)
            return new Forked(await template.ForkAsync(sandbox, theirOutput, theirChannel, CancellationToken.None), channel, output);
    }

    private SandboxSettings SettingsOf(string module)
    {
        var code = Path.GetDirectoryName(_folder.Write($"code-{Guid.NewGuid():n}/f.py", module))!;
        return new SandboxSettings(code) { Limits = new ControlGroupLimits(256L << 20, 1, 64) };
    }

    public void Dispose()
    {
        _launcher?.Dispose();
        _ledger?.Dispose();
        _output.Dispose();
        _folder.Dispose();
    }

    /// <summary>An instance, and the conversation with its runtime.</summary>
    public sealed class Forked(Task<ProgramExit> exit, Socket channel, Socket output) : IDisposable
    {
        public Task<ProgramExit> Exit => exit;

        /// <summary>Has it become the function's instance.</summary>
        public void Enter(Sandbox sandbox)
        {
            var environment = new Dictionary<string, string>
            {
                ["_HANDLER"] = "f.handler",
                ["AWS_LAMBDA_FUNCTION_NAME"] = "f",
                ["AWS_LAMBDA_FUNCTION_VERSION"] = "1",
                ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "128",
                ["AWS_LAMBDA_LOG_GROUP_NAME"] = "g",
                ["AWS_LAMBDA_LOG_STREAM_NAME"] = "s",
            };
            new EnterRequest(FunctionUser, "/var/task", environment).SendTo(channel, sandbox);
        }

        /// <summary>What the runtime says next: a letter, and what belongs to it.</summary>
        public async Task<(char Kind, string Body)> HearAsync()
        {
            var header = await ReadAsync(channel, 5);
            if (header.Length < 5)
                return ('-', "");
            return ((char)header[0], Encoding.UTF8.GetString(await ReadAsync(channel, BitConverter.ToInt32(header, 1))));
        }

        /// <summary>Waits until the handler is imported.</summary>
        public async Task ImportAsync()
        {
            var (kind, body) = await HearAsync();
            Assert.True(kind == 'I', $"{kind} {body}");
        }

        /// <summary>Sends an event and waits for the answer.</summary>
        public async Task<(char Kind, string Body)> InvokeAsync(string json)
        {
            var head = """{"requestId": "r", "arn": "a", "deadlineMs": 0}"""u8.ToArray();
            var body = Encoding.UTF8.GetBytes(json);
            await channel.SendAsync((byte[])[.. BitConverter.GetBytes(head.Length), .. BitConverter.GetBytes(body.Length), .. head, .. body]);
            return await HearAsync();
        }

        /// <summary>Everything that it writes until it ends.</summary>
        public async Task<string> OutputAsync() => Encoding.UTF8.GetString(await ReadAsync(output, int.MaxValue));

        public void Dispose()
        {
            channel.Dispose();
            output.Dispose();
        }

        private static async Task<byte[]> ReadAsync(Socket socket, int length)
        {
            var whole = new MemoryStream();
            var buffer = new byte[65536];
            while (whole.Length < length && await socket.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - whole.Length))) is > 0 and var read)
                whole.Write(buffer, 0, read);
            return whole.ToArray();
        }
    }
}
