using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Escapes;

/// <summary>What there is on the host that attempts.py tries to get hold of.</summary>
internal sealed class HostScene : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.IPv6Any, 0);
    private readonly string _abstract = $"thaw-test-{Guid.NewGuid():n}";
    private readonly Socket _named;
    private readonly Socket _unnamed;

    public HostScene()
    {
        _listener.Server.DualMode = true;
        _listener.Start();
        _named = Listen(new UnixDomainSocketEndPoint(_folder.PathOf("socket")));
        _unnamed = Listen(new UnixDomainSocketEndPoint("\0" + _abstract));
    }

    /// <summary>The names of all attempts.</summary>
    public static IReadOnlyList<string> Attempts { get; } =
    [
        "host_files", "host_tree", "dots", "open_handle", "tenants_files", "write_system", "mounts", "namespaces", "devices",
        "set_user_programs", "ptrace_others", "ptrace_calls", "first_process", "signals", "signal_all", "see_processes", "priorities",
        "raw_sockets", "host_network", "host_sockets", "shared_memory", "proc_files", "proc_secrets", "keyrings", "control_groups",
        "kernel_interfaces", "other_call_numbers", "regain_capabilities", "filter_in_threads", "host_name",
    ];

    /// <summary>The script with its arguments, for python -c.</summary>
    public static string ScriptOf(string script, Dictionary<string, object> facts, params IEnumerable<string> names) =>
        $"import sys\nsys.argv = ['', {JsonSerializer.Serialize(JsonSerializer.Serialize(facts))}, {string.Join(", ", names.Select(name => $"'{name}'"))}]\n{script}";

    /// <summary>As the script wants them.</summary>
    /// <param name="neighbour">A process of the same user in another sandbox, as the host numbers it.</param>
    public Dictionary<string, object> Facts(int neighbour) => new()
    {
        ["secret"] = _folder.Write("secret", "secret"),
        ["pid"] = Environment.ProcessId,
        ["neighbour"] = neighbour,
        ["port"] = ((IPEndPoint)_listener.LocalEndpoint).Port,
        ["addresses"] = Addresses(),
        ["abstract"] = _abstract,
        ["socket"] = _folder.PathOf("socket"),
        ["segment"] = 0,
        ["groups"] = "thaw-",
    };

    public void Dispose()
    {
        _unnamed.Dispose();
        _named.Dispose();
        _listener.Dispose();
        _folder.Dispose();
    }

    private static Socket Listen(UnixDomainSocketEndPoint address)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(address);
        socket.Listen();
        return socket;
    }

    private static string[] Addresses() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Where(address => address.Address.AddressFamily == AddressFamily.InterNetwork).Select(address => address.Address.ToString())];
}
