using System.CommandLine;
using System.Net;
using Thaw.Api;
using Thaw.Api.Access;
using Thaw.Api.Client;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Hosting;
using Thaw.Linux.Ownership;

namespace Thaw.Cli.Serve;

/// <summary>A host in this process, on a free port, with a state folder that goes with it.</summary>
internal sealed class PrivateHost : IAsyncDisposable
{
    private readonly OwnershipLedger _ledger;
    private readonly OwnedFolder _state;
    private readonly FunctionHost _host;
    private readonly ApiServer _server;

    private PrivateHost(OwnershipLedger ledger, OwnedFolder state, FunctionHost host, ApiServer server) =>
        (_ledger, _state, _host, _server) = (ledger, state, host, server);

    /// <summary>Where it listens.</summary>
    public Uri Address => _server.Address;

    /// <summary>How its instances can be started.</summary>
    public IReadOnlyList<string> Strategies => _host.Invoker.Strategies;

    /// <summary>Starts one.</summary>
    /// <param name="invocation">Gets its complaints.</param>
    /// <param name="change">Settings other than the usual.</param>
    /// <exception cref="Sandboxing.SandboxException">There can be no sandboxes on this machine, or not by this user.</exception>
    public static async Task<PrivateHost> StartAsync(InvocationConfiguration invocation, Func<HostSettings, HostSettings> change)
    {
        var ledger = OwnershipLedger.Open(StateFolder.Default);
        var state = ledger.CreateOwnedFolder("host");
        FunctionHost? host = null;
        try
        {
            host = FunctionHost.Start(change(new HostSettings(state.Path, ThawFolders.Cache)));
            var server = await ApiServer.StartAsync(
                host, HostCredentials.OpenOrCreate(state.Path), new IPEndPoint(IPAddress.Loopback, 0), complaint => Screen.Complain(invocation, complaint));
            return new PrivateHost(ledger, state, host, server);
        }
        catch
        {
            if (host is not null)
                await host.DisposeAsync();
            state.Dispose();
            ledger.Dispose();
            throw;
        }
    }

    /// <summary>A client with its key.</summary>
    public HostClient CreateClient() => new(Address, HostCredentials.OpenOrCreate(_state.Path));

    /// <summary>Deploys as <c>thaw deploy</c> does, without a word when it succeeds.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> DeployAsync(string path, string name, InvocationConfiguration invocation, CancellationToken cancellation) =>
        DeployCommand.Create().Parse([path, "--name", name, "--endpoint", Address.ToString(), "--state", _state.Path]).InvokeAsync(
            new InvocationConfiguration { Output = TextWriter.Null, Error = invocation.Error, EnableDefaultExceptionHandler = false }, cancellation);

    /// <summary>Ends it with all its instances, and removes its state.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _host.DisposeAsync();
        _state.Dispose();
        _ledger.Dispose();
    }
}
