using Thaw.Linux.ControlGroups;
using Thaw.Linux.Ownership;
using Thaw.Linux.Processes;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Sandboxing.Tests.Escapes;
using Thaw.Sandboxing.Tests.Harm;
using Thaw.Sandboxing.Tests.Roots;

namespace Thaw.Sandboxing.Tests.Sandboxes;

/// <summary>
/// What an ordinary user's host has happen in its sandboxes, a neighbour beside each: <c>dotnet Thaw.Sandboxing.Tests.dll STATE CODE UID
/// attempts SCRIPT</c> prints what attempts.py says, <c>… harm</c> a line for each thing that harms, <c>… root FILES</c> what a shell sees in a
/// root of its own, and <c>done</c> at the end.
/// </summary>
internal sealed class OrdinaryHost(string state, string code, uint user) : IDisposable
{
    private const string Wait = "import signal\nprint('up', flush=True)\nwhile True: signal.pause()";
    private readonly OwnershipLedger _ledger = OwnershipLedger.Open(state);
    private SandboxLauncher? _launcher;

    public async Task AttemptAsync(string script)
    {
        using var scene = new HostScene();
        await using var neighbour = await CreateAsync();
        var (beside, _) = await Tenants.StartAsync(neighbour, Wait, user);
        var pid = File.ReadAllText($"/proc/{neighbour.FirstPid}/task/{neighbour.FirstPid}/children").Split(' ')[0];
        await using var sandbox = await CreateAsync();
        var facts = scene.Facts(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture));
        Console.Write((await Tenants.RunAsync(sandbox, HostScene.ScriptOf(await File.ReadAllTextAsync(script), facts, HostScene.Attempts), user)).Output);
        Console.WriteLine(beside.Exit.IsCompleted || neighbour.HasEnded ? "the neighbour is gone" : "done");
    }

    public async Task HarmAsync()
    {
        foreach (var (name, script) in HarmfulScripts.WithoutLimits)
        {
            await using var neighbour = await CreateAsync();
            var sandbox = await CreateAsync();
            var (process, line) = await Tenants.StartAsync(sandbox, script, user);
            process.SendSignal(Signals.Terminate);
            var beside = (await Tenants.RunAsync(neighbour, HarmfulScripts.Work, user)).Output.Trim();
            await sandbox.DisposeAsync();
            Console.WriteLine($"{name}\t{line}\t{beside}");
        }
        Console.WriteLine("done");
    }

    /// <summary>Runs a shell in a root file system of its own, made of the files in a folder.</summary>
    public async Task RootAsync(string files)
    {
        _launcher ??= SandboxLauncher.Start(_ledger, new SandboxLauncherSettings());
        await using var sandbox = await _launcher.CreateAsync(new SandboxSettings(code) { RootFolder = OwnRootTests.MakeRoot(files, files + ".root") });
        Console.Write(await OwnRootTests.RunAsync(sandbox, "echo /usr/* && echo x > /tmp/x && [ -e /proc/self/stat ] && echo away > /dev/null && echo done"));
    }

    public void Dispose()
    {
        _launcher?.Dispose();
        _ledger.Dispose();
    }

    private Task<Sandbox> CreateAsync()
    {
        _launcher ??= SandboxLauncher.Start(_ledger, new SandboxLauncherSettings());
        return _launcher.CreateAsync(new SandboxSettings(code) { Limits = new ControlGroupLimits(256L << 20, 1, 64), TemporaryBytes = 16 << 20 });
    }
}
