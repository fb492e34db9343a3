using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Thaw.Criu.Programs;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Ownership;
using Thaw.Linux.Pipes;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Snapshots.Capture;
using Thaw.Snapshots.Restore;
using Thaw.Snapshots.Store;
using Thaw.Testing;

namespace Thaw.Snapshots.Tests.Restore;

/// <summary>A launcher whose sandboxes have workers, and functions that are captured and restored in them, with the runtime that hosts use.</summary>
public sealed class SnapshotFunctions : IDisposable
{
    public const uint User = 210_001;
    private static readonly string[] Interpreter = ["/usr/bin/python3"];
    private readonly TemporaryFolder _folder = new();
    private readonly OwnershipLedger? _ledger;
    private readonly SandboxLauncher? _launcher;
    private readonly CriuProgram? _criu;

    public SnapshotFunctions()
    {
        // A test that is skipped still has its fixture made.
        if (TestCapabilities.ReasonToSkip(["root", "criu"]) is not null)
            return;
        foreach (var source in Directory.EnumerateFiles(Repository.PathOf("src/Thaw.Hosting/Runtime"), "*.py"))
            _folder.Write("runtime/" + Path.GetFileName(source), File.ReadAllText(source));
        foreach (var name in (string[])["thaw_renew.py", "thaw_renew_c.py", "thaw_watch.py"])
            _folder.Write("runtime/" + name, File.ReadAllText(Repository.PathOf("src/Thaw.Images/Template/" + name)));
        _ledger = OwnershipLedger.Open(_folder.PathOf("state"));
        _criu = CriuProgram.Find();
        var settings = new SandboxLauncherSettings { PlacedFolders = new Dictionary<string, string> { ["/var/runtime"] = _folder.PathOf("runtime") } };
        _launcher = SandboxLauncher.Start(_ledger, SnapshotSandboxes.With(settings, _criu, _folder.PathOf("criu")));
    }

    /// <summary>The environment of an instance, whatever it runs.</summary>
    public static Dictionary<string, string> Environment(params (string Name, string Value)[] more) => new(more.Select(each => KeyValuePair.Create(each.Name, each.Value)))
    {
        ["PATH"] = "/usr/bin",
        ["HOME"] = "/tmp",
        ["TZ"] = ":UTC",
        ["_HANDLER"] = "f.handler",
        ["AWS_LAMBDA_FUNCTION_NAME"] = "f",
        ["AWS_LAMBDA_FUNCTION_VERSION"] = "1",
        ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "128",
        ["AWS_LAMBDA_LOG_GROUP_NAME"] = "g",
        ["AWS_LAMBDA_LOG_STREAM_NAME"] = "s",
    };

    /// <summary>Initialises a function of one module and captures it.</summary>
    /// <returns>The folder with its images, its code, and what its runtime said.</returns>
    public async Task<(string Images, string Code, JsonElement Report)> CaptureAsync(string module, Action<JsonElement>? said = null, params (string Name, string Value)[] environment)
    {
        var code = Path.GetDirectoryName(_folder.Write($"code-{Guid.NewGuid():n}/f.py", module))!;
        var images = Directory.CreateDirectory(_folder.PathOf($"images-{Guid.NewGuid():n}")).FullName;
        await using var sandbox = await _launcher!.CreateAsync(ProcessCapture.Prepare(Settings(code), images, User));
        var (output, theirs) = OutputPipe.Create();
        using (output)
        using (theirs)
        {
            var process = await sandbox.StartAsync(new SandboxProgram([.. Interpreter, "-S", "-s", "-B", "/var/runtime/bootstrap.py", "capture"], Environment(environment), User)
            {
                Descriptors = [theirs],
                IsCaptured = true,
            });
            using var conversation = new Conversation(new Socket(new SafeSocketHandle(process.Channel!.DangerousGetHandle(), ownsHandle: false)));
            using var channel = process.Channel;
            var (kind, report) = await conversation.HearAsync();
            Assert.True(kind == 'I', $"{kind} {report} {Written(output)}");
            var told = JsonDocument.Parse(report).RootElement;
            said?.Invoke(told);
            await ProcessCapture.CaptureAsync(sandbox, process, theirs, User, Interpreter, images, CancellationToken.None);
            return (images, code, told);
        }
    }

    /// <summary>Restores it as an instance of its own.</summary>
    public Task<Restored> RestoreAsync(string images, string code, uint user, bool isLazy = false, params (string Name, string Value)[] environment) =>
        RestoreAsync(new ProcessRestoreRequest(images, Settings(code), user) { IsLazy = isLazy }, environment);

    /// <summary>Restores a snapshot as an instance of its own.</summary>
    public Task<Restored> RestoreAsync(SnapshotUse snapshot, string code, uint user, bool isLazy) =>
        RestoreAsync(new ProcessRestoreRequest(snapshot.Images, Settings(code), user) { IsLazy = isLazy, ParentFolder = snapshot.Parent?.Images });

    /// <summary>A store beside what is captured.</summary>
    public SnapshotStore OpenStore() => SnapshotStore.Open(_folder.PathOf("store"), _ledger!, SnapshotLimits.Default);

    private async Task<Restored> RestoreAsync(ProcessRestoreRequest request, params (string Name, string Value)[] environment)
    {
        var process = await new ProcessRestorer(_launcher!, _criu!, _ledger!).RestoreAsync(request);
        var conversation = new Conversation(process.Channel);
        await conversation.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { environment = Environment(environment) }), []);
        var (kind, body) = await conversation.HearAsync();
        Assert.True(kind == 'I', $"{kind} {body} {Written(process.Output)}");
        return new Restored(process, conversation);
    }

    public void Dispose()
    {
        _launcher?.Dispose();
        _ledger?.Dispose();
        _folder.Dispose();
    }

    private static SandboxSettings Settings(string code) => new(code) { Limits = new ControlGroupLimits(512L << 20, 1, 64), TemporaryBytes = 16 << 20 };

    private static string Written(OutputPipe output)
    {
        var buffer = new byte[65536];
        return output.TryRead(buffer) is { } read ? Encoding.UTF8.GetString(buffer, 0, read) : "";
    }

    /// <summary>An instance that goes on where it was captured.</summary>
    public sealed class Restored(RestoredProcess process, Conversation conversation) : IAsyncDisposable
    {
        public RestoredProcess Process => process;

        /// <summary>Sends an event; the result.</summary>
        public async Task<JsonElement> InvokeAsync(string json = "{}")
        {
            await conversation.SendAsync("""{"requestId": "r", "arn": "a", "deadlineMs": 0}"""u8.ToArray(), Encoding.UTF8.GetBytes(json));
            var (kind, body) = await conversation.HearAsync();
            Assert.True(kind == 'R', $"{kind} {body}");
            return JsonDocument.Parse(body).RootElement;
        }

        public async ValueTask DisposeAsync()
        {
            await process.Sandbox.DisposeAsync();
            process.Output.Dispose();
            conversation.Dispose();
        }
    }

    /// <summary>What the host says to a runtime, and hears of it.</summary>
    public sealed class Conversation(Socket socket) : IDisposable
    {
        public async Task SendAsync(byte[] head, byte[] body) =>
            await socket.SendAsync((byte[])[.. BitConverter.GetBytes(head.Length), .. BitConverter.GetBytes(body.Length), .. head, .. body]);

        public async Task<(char Kind, string Body)> HearAsync()
        {
            var header = await ReadAsync(5);
            return header.Length < 5 ? ('-', "") : ((char)header[0], Encoding.UTF8.GetString(await ReadAsync(BitConverter.ToInt32(header, 1))));
        }

        public void Dispose() => socket.Dispose();

        private async Task<byte[]> ReadAsync(int length)
        {
            var whole = new byte[length];
            var read = 0;
            while (read < length && await socket.ReceiveAsync(whole.AsMemory(read)) is > 0 and var more)
                read += more;
            return whole[..read];
        }
    }
}
