using System.IO.Pipes;
using Thaw.Linux.ControlGroups;
using Thaw.Linux.Ownership;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests;

/// <summary>A launcher for the tests of a class, and functions to put into its sandboxes.</summary>
public sealed class Tenants : IDisposable
{
    private static int _users = 200_000;
    private readonly TemporaryFolder _state = new();
    private readonly OwnershipLedger? _ledger;
    private readonly SandboxLauncher? _launcher;

    public Tenants()
    {
        // A test that is skipped still has its fixture made.
        if (TestCapabilities.ReasonToSkip(["root"]) is not null)
            return;
        _ledger = OwnershipLedger.Open(_state.Path);
        _launcher = SandboxLauncher.Start(_ledger, new SandboxLauncherSettings());
    }

    public SandboxLauncher Launcher => _launcher!;

    public static ControlGroupLimits Limits { get; } = new(256L << 20, 1, 64);

    /// <summary>A uid that no other test has, so that its processes can be found on the host.</summary>
    public static uint NewUser() => (uint)Interlocked.Increment(ref _users);

    /// <summary>An empty folder that other users may read.</summary>
    public string Code(string name = "code")
    {
        var folder = Directory.CreateDirectory(_state.PathOf(name)).FullName;
        return folder;
    }

    public Task<Sandbox> CreateAsync(ControlGroupLimits? limits = null, long temporaryBytes = 16 << 20) =>
        Launcher.CreateAsync(new SandboxSettings(Code()) { Limits = limits ?? Limits, TemporaryBytes = temporaryBytes });

    public static SandboxProgram Python(string script, uint user, params IReadOnlyList<System.Runtime.InteropServices.SafeHandle> descriptors) =>
        new(["/usr/bin/python3", "-I", "-c", script], new Dictionary<string, string> { ["PATH"] = "/usr/bin" }, user) { Descriptors = descriptors };

    /// <summary>Runs a script to its end and takes what it writes to both outputs.</summary>
    public static async Task<(string Output, ProgramExit Exit)> RunAsync(Sandbox sandbox, string script, uint user)
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        using var nothing = File.OpenHandle("/dev/null");
        var process = await sandbox.StartAsync(Python(script, user, nothing, output.ClientSafePipeHandle, output.ClientSafePipeHandle));
        output.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(output);
        return (await reader.ReadToEndAsync(), await process.Exit);
    }

    /// <summary>Starts a script and waits until it has written a line.</summary>
    public static async Task<(SandboxProcess Process, string Line)> StartAsync(Sandbox sandbox, string script, uint user)
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.In);
        using var nothing = File.OpenHandle("/dev/null");
        var process = await sandbox.StartAsync(Python(script, user, nothing, output.ClientSafePipeHandle));
        output.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(output);
        return (process, await reader.ReadLineAsync() ?? "");
    }

    /// <summary>The pids of all processes of a user, as the host sees them.</summary>
    public static IReadOnlyList<int> ProcessesOf(uint user) => ProcessesWith($"Uid:\t{user}\t");

    /// <summary>The pids of all processes whose status has a line; one that ends with a tab is the beginning of it.</summary>
    public static IReadOnlyList<int> ProcessesWith(string line) =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!)).Where(pid => Has(pid, line))];

    public void Dispose()
    {
        _launcher?.Dispose();
        _ledger?.Dispose();
        _state.Dispose();
    }

    private static bool Has(int pid, string wanted)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").Any(line => line == wanted || (wanted.EndsWith('\t') && line.StartsWith(wanted, StringComparison.Ordinal)));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
