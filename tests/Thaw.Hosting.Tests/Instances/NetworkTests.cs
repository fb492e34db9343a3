using System.Net;
using System.Net.Sockets;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Instances;

/// <summary>What functions reach beside themselves: services, forwarded ports, public addresses.</summary>
public sealed class NetworkTests
{
    private const string Asking = """
        import os, socket
        def handler(event, context):
            try:
                with socket.create_connection((event["host"], event["port"]), 60) as connection:
                    return connection.recv(100).decode() or "refused"
            except OSError:
                return "refused"
        """;

    [RequiresFact("root", "cgroups")]
    public async Task A_service_runs_beside_the_handler_with_its_rights()
    {
        await using var host = new TestHost();
        const string service = """
            import os, socket, sys
            server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
            print("serving", flush=True)
            while True:
                with server.accept()[0] as connection: connection.send(b"%d" % os.getuid())
            """;
        var zip = TestHost.Zip(
            ("f.py", "import os, socket\nfrom urllib.parse import urlsplit\nAT = urlsplit(os.environ['THAW_SERVICE_STORE'])\n"
                + "def handler(event, context): return socket.create_connection((AT.hostname, AT.port)).recv(100).decode()"),
            ("store.py", service));
        var settings = new FunctionChange
        {
            Runtime = host.Runtime,
            Handler = "f.handler",
            Sandbox = new FunctionSandbox { Services = Named("store", "{python}", "store.py", "{port}") },
        };
        var (function, _) = host.Host.Functions.Create("asks", zip, settings, publish: false);
        Assert.Equal($"\"{function.UserId}\"", TestHost.Text(await host.InvokeAsync("asks")));
        await host.RestartAsync();
        Assert.Equal($"\"{function.UserId}\"", TestHost.Text(await host.InvokeAsync("asks")));
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_service_that_ends_is_named()
    {
        await using var host = new TestHost();
        host.Deploy("asks", Asking, new FunctionChange { Sandbox = new FunctionSandbox { Services = Named("store", "{python}", "-c", "raise SystemExit(3)") } });
        var refused = await Assert.ThrowsAsync<HostingException>(() => host.InvokeAsync("asks"));
        Assert.Contains("The service store of asks ended at once, with exit code 3", refused.Message, StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups")]
    public async Task A_port_is_forwarded_when_the_host_and_the_function_say_so()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var host = new TestHost(settings => settings with { ForwardablePorts = [port] });
        var ask = $$"""{"host": "127.0.0.1", "port": {{port}}}""";
        host.Deploy("asks", Asking);
        Assert.Equal("\"refused\"", TestHost.Text(await host.InvokeAsync("asks", ask)));
        // No instance of before answers from here on.
        host.Host.Functions.UpdateSettings("asks", new FunctionChange { Sandbox = new FunctionSandbox { Forwarded = [port] } }, null);
        var answer = host.InvokeAsync("asks", ask);
        using (var accepted = await listener.AcceptSocketAsync())
            await accepted.SendAsync("service"u8.ToArray());
        Assert.Equal("\"service\"", TestHost.Text(await answer));
        var refused = Assert.Throws<HostingException>(() => host.Host.Functions.UpdateSettings(
            "asks", new FunctionChange { Sandbox = new FunctionSandbox { Forwarded = [port == 80 ? 81 : 80] } }, null));
        Assert.Equal(HostingProblem.InvalidParameterValue, refused.Problem);
        Assert.Contains("thaw serve --forward 8", refused.Message, StringComparison.Ordinal);
    }

    [RequiresFact("root", "cgroups", "egress")]
    public async Task A_way_out_is_there_when_the_function_says_so_and_does_not_lead_to_the_host()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var host = new TestHost();
        // Without a way out there is no route at all, with one an address of one's own.
        const string address = """
            import socket
            def handler(event, context):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    try: probe.connect(("203.0.113.77", 53))
                    except OSError as error: return error.strerror
                    return probe.getsockname()[0]
            """;
        host.Deploy("alone", address);
        host.Deploy("out", address, new FunctionChange { Sandbox = new FunctionSandbox { HasWayOut = true } });
        host.Deploy("asks", Asking, new FunctionChange { Sandbox = new FunctionSandbox { HasWayOut = true } });
        Assert.Equal("\"Network is unreachable\"", TestHost.Text(await host.InvokeAsync("alone")));
        Assert.Equal("\"10.0.0.2\"", TestHost.Text(await host.InvokeAsync("out")));
        var ask = $$"""{"host": "127.0.0.1", "port": {{((IPEndPoint)listener.LocalEndpoint).Port}}}""";
        Assert.Equal("\"refused\"", TestHost.Text(await host.InvokeAsync("asks", ask)));
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("Port 70000 cannot be forwarded", 70_000)]
    [InlineData("Port 9001 cannot be forwarded", 9001)]
    [InlineData("each once", 80, 80)]
    public void What_no_sandbox_can_have_is_refused(string words, params int[] ports) =>
        Assert.Contains(words, Assert.Throws<HostingException>(() => new FunctionSandbox { Forwarded = ports }.Check()).Message, StringComparison.Ordinal);

    private static Dictionary<string, IReadOnlyList<string>> Named(string name, params string[] command) => new() { [name] = command };
}
