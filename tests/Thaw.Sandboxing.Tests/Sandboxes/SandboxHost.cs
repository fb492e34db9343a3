using Thaw.Linux.Ownership;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Sandboxing.Tests.Sandboxes;

/// <summary>
/// A Thaw process to be killed: <c>dotnet Thaw.Sandboxing.Tests.dll STATE CODE UID</c> runs a program in a sandbox, prints
/// <c>LAUNCHER FIRST GROUP …</c> and waits for ever. With more arguments it is an <see cref="OrdinaryHost"/>.
/// </summary>
internal static class SandboxHost
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is [var state, var code, var user, var what, ..])
            return await RunAsync(new OrdinaryHost(state, code, uint.Parse(user)), what, arguments[^1]);
        var ledger = OwnershipLedger.Open(arguments[0]);
        var launcher = SandboxLauncher.Start(ledger, new SandboxLauncherSettings());
        var sandbox = await launcher.CreateAsync(new SandboxSettings(arguments[1]) { Limits = Tenants.Limits });
        await sandbox.StartAsync(Tenants.Python(
            "import os, signal\nos.fork()\nos.setsid() if os.getpid() != 2 else None\nwhile True: signal.pause()", uint.Parse(arguments[2])));
        Console.WriteLine(string.Join(' ', [launcher.Pid, sandbox.FirstPid, .. sandbox.Group.Folders]));
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static async Task<int> RunAsync(OrdinaryHost host, string what, string file)
    {
        using (host)
        {
            await (what switch
            {
                "harm" => host.HarmAsync(),
                "root" => host.RootAsync(file),
                _ => host.AttemptAsync(file),
            });
        }
        return 0;
    }
}
