using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Thaw.Sandboxing.Networks;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Networks;

/// <summary>What a program reaches with a way out, without one, and through forwarded ports.</summary>
public sealed class EgressTests(FarNetwork network) : IClassFixture<FarNetwork>
{
    // Prints what a server says, or that it was refused: by an error, or by an end before the first byte.
    private const string Ask = """
        import socket, sys
        def ask(host, port):
            try:
                with socket.create_connection((host, port), 60) as connection:
                    return connection.recv(100).decode() or "refused"
            except OSError as error:
                return "refused"
        """;

    [RequiresFact("root", "egress")]
    public async Task A_public_address_is_reached_by_its_name_in_the_hosts_name()
    {
        await using var sandbox = await network.CreateAsync(hasWayOut: true);
        Assert.Equal($"{network.Near}\n", await RunAsync(sandbox, "print(ask('far.test', 80))"));
        Assert.Equal($"{network.Far}\n", await RunAsync(sandbox, "print(socket.gethostbyname('far.test'))"));
    }

    [RequiresFact("root", "egress")]
    public async Task Much_goes_both_ways_and_each_end_is_told()
    {
        await using var sandbox = await network.CreateAsync(hasWayOut: true);
        var output = await RunAsync(
            sandbox,
            $"""
            import os, threading
            data = os.urandom(3_000_000)
            with socket.create_connection(('{network.Far}', 81), 60) as connection:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                back = b""
                while part := connection.recv(65536): back += part
            print(back == data)
            """);
        Assert.Equal("True\n", output);
    }

    [RequiresFact("root", "egress")]
    public async Task Names_are_answered_over_a_stream_too()
    {
        await using var sandbox = await network.CreateAsync(hasWayOut: true);
        var output = await RunAsync(
            sandbox,
            """
            import struct
            question = struct.pack(">HHHHHH", 7, 0x100, 1, 0, 0, 0) + b"\3far\4test\0" + struct.pack(">HH", 1, 1)
            with socket.create_connection(("127.0.0.1", 53), 60) as server:
                server.sendall(struct.pack(">H", len(question)) + question)
                print(socket.inet_ntoa(server.recv(1000)[-4:]))
            """);
        Assert.Equal($"{network.Far}\n", output);
    }

    [RequiresFact("root", "egress")]
    public async Task The_host_private_ranges_and_metadata_addresses_are_refused()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string[] targets =
        [
            .. OwnAddresses(), network.Near, "near.test", "host.test", "metadata.test", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.254",
            "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.0.0.53", "127.1.2.3", "168.63.129.16", "169.254.169.254", "169.254.170.2",
            "172.16.0.1", "172.31.255.254", "192.0.0.192", "192.168.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
            "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "fd00:ec2::254", "fd00::2", "fe80::1", "2001:db8::1",
        ];
        await using var sandbox = await network.CreateAsync(hasWayOut: true);
        var output = await RunAsync(
            sandbox, $"for target in {System.Text.Json.JsonSerializer.Serialize(targets)}:\n  for port in (80, {port}): print(target, port, ask(target, port))");
        var said = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(targets.Length * 2, said.Length);
        Assert.All(said, line => Assert.EndsWith(" refused", line, StringComparison.Ordinal));
        // The relay itself is no way either.
        Assert.Equal("refused\n", await RunAsync(sandbox, "print(ask('127.0.0.1', 1))"));
        Assert.False(listener.Pending());
    }

    [RequiresFact("root", "egress")]
    public async Task Other_sandboxes_are_not_there()
    {
        await using var neighbour = await network.CreateAsync(hasWayOut: true);
        await using var sandbox = await network.CreateAsync(hasWayOut: true);
        var (serving, _) = await Tenants.StartAsync(
            neighbour,
            "import socket\nserver = socket.create_server(('', 8000))\nprint('up', flush=True)\nwhile True: server.accept()[0].send(b'neighbour')",
            Tenants.NewUser());
        Assert.Equal("neighbour\n", await RunAsync(neighbour, "print(ask('10.0.0.2', 8000))"));
        Assert.Equal("refused\n", await RunAsync(sandbox, "print(ask('10.0.0.2', 8000))"));
        Assert.False(serving.Exit.IsCompleted);
    }

    [RequiresFact("root", "egress")]
    public async Task What_is_no_connection_and_no_question_for_a_name_does_not_leave()
    {
        await using var sandbox = await network.CreateAsync(hasWayOut: true);
        var output = await RunAsync(
            sandbox,
            $"""
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets:
                try: print(packets.sendto(b"x", ("{network.Far}", 123)))
                except PermissionError: print("refused")
            """);
        Assert.Equal("refused\n", output);
    }

    [RequiresFact("root", "egress")]
    public async Task Of_ip_version_6_there_is_the_own_loopback_and_nothing_else()
    {
        await using var sandbox = await network.CreateAsync(hasWayOut: true);
        var output = await RunAsync(
            sandbox,
            """
            print(len(open("/proc/net/if_inet6").readlines()))
            for target in ("2001:db8::1", "2606:4700::1111", "fe80::1%lo", "ff02::1"):
                with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as packets:
                    try: print(packets.sendto(b"x", (target, 53)) if target != "ff02::1" else ask(target, 80))
                    except OSError: print("refused")
            with socket.create_server(("::1", 8000), family=socket.AF_INET6) as server, socket.create_connection(("::1", 8000), 60) as own:
                server.accept()[0].send(b"own")
                print(own.recv(3).decode())
            """);
        Assert.Equal("1\nrefused\nrefused\nrefused\nrefused\nown\n", output);
    }

    [RequiresFact("root")]
    public async Task Without_a_way_out_there_is_none()
    {
        await using var sandbox = await network.CreateAsync(hasWayOut: false);
        Assert.Equal("refused refused\n", await RunAsync(sandbox, $"print(ask('{network.Far}', 80), ask('far.test', 80))"));
    }

    [RequiresFact("root")]
    public async Task A_forwarded_port_reaches_the_hosts_service_and_no_other_does()
    {
        using var wanted = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        wanted.Start();
        other.Start();
        var port = ((IPEndPoint)wanted.LocalEndpoint).Port;
        await using var sandbox = await network.CreateAsync(hasWayOut: false, port);
        var running = RunAsync(sandbox, $"print(ask('127.0.0.1', {((IPEndPoint)other.LocalEndpoint).Port}), ask('127.0.0.1', {port}))");
        using (var accepted = await wanted.AcceptSocketAsync())
            await accepted.SendAsync("service"u8.ToArray());
        Assert.Equal("refused service\n", await running);
        Assert.False(other.Pending());
        wanted.Stop();
        Assert.Equal("refused\n", await RunAsync(sandbox, $"print(ask('127.0.0.1', {port}))"));
    }

    [RequiresFact("root")]
    public async Task Ports_that_cannot_be_forwarded_are_named()
    {
        Assert.Contains("port 70000", (await Assert.ThrowsAsync<SandboxException>(() => network.CreateAsync(false, 70_000))).Message, StringComparison.Ordinal);
        Assert.Contains("each once", (await Assert.ThrowsAsync<SandboxException>(() => network.CreateAsync(false, 80, 80))).Message, StringComparison.Ordinal);
        Assert.Contains("port 53", (await Assert.ThrowsAsync<SandboxException>(() => network.CreateAsync(true, 53))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nameserver 192.0.2.7\nnameserver\t2001:db8::7  # second\n", "192.0.2.7:53 [2001:db8::7]:53")]
    [InlineData("search example.test\nnameserver nonsense\n", "127.0.0.1:53")]
    public void The_hosts_servers_of_names_are_read(string text, string expected)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(expected, string.Join(' ', HostResolvers.Read(folder.Write("resolv.conf", text))));
    }

    private static async Task<string> RunAsync(Sandboxing.Sandboxes.Sandbox sandbox, string script) =>
        (await Tenants.RunAsync(sandbox, $"{Ask}\n{script}", Tenants.NewUser())).Output;

    private static IEnumerable<string> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address.ToString().Split('%')[0]).Distinct();
}
