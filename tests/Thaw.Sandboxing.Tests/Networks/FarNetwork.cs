using System.Diagnostics;
using System.Net;
using Thaw.Linux.Ownership;
using Thaw.Sandboxing.Launching;
using Thaw.Sandboxing.Networks;
using Thaw.Sandboxing.Sandboxes;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Networks;

/// <summary>A machine with a public address that the host can reach, and a launcher whose sandboxes ask it for names.</summary>
public sealed class FarNetwork : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process? _far;
    private readonly OwnershipLedger? _ledger;
    private readonly SandboxLauncher? _launcher;

    public FarNetwork()
    {
        // A test that is skipped still has its fixture made.
        if (TestCapabilities.ReasonToSkip(["root"]) is not null)
            return;
        if (TestCapabilities.ReasonToSkip(["egress"]) is null)
            (_far, Near, Far) = Join();
        _ledger = OwnershipLedger.Open(_folder.PathOf("state"));
        var resolver = _far is null ? IPAddress.Loopback : IPAddress.Parse(Far);
        _launcher = SandboxLauncher.Start(_ledger, new SandboxLauncherSettings { Resolvers = [new IPEndPoint(resolver, 53)] });
    }

    /// <summary>The host's address in that network.</summary>
    public string Near { get; } = "";

    /// <summary>The other machine's address.</summary>
    public string Far { get; } = "";

    public Task<Sandbox> CreateAsync(bool hasWayOut, params int[] forwarded) => _launcher!.CreateAsync(
        new SandboxSettings(Directory.CreateDirectory(_folder.PathOf("code")).FullName)
        {
            Limits = Tenants.Limits,
            Network = new SandboxNetwork(hasWayOut, forwarded),
        });

    public void Dispose()
    {
        _launcher?.Dispose();
        _ledger?.Dispose();
        _far?.StandardInput.Close();
        _far?.WaitForExit();
        _far?.Dispose();
        _folder.Dispose();
    }

    private static (Process Far, string NearAddress, string FarAddress) Join()
    {
        // One of the 64 small networks of 203.0.113.0/24, which nobody has: tests of other checkouts may run at the same time.
        var first = Environment.ProcessId % 64 * 4;
        var (near, far) = ($"203.0.113.{first + 1}", $"203.0.113.{first + 2}");
        var script = Repository.PathOf("tests/Thaw.Sandboxing.Tests/Networks/far_network.py");
        var process = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [script, Repository.PathOf("src/Thaw.Sandboxing/Launcher"), $"thaw{Environment.ProcessId}", near, far])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        return (process, near, far);
    }
}
