using System.Globalization;
using System.Runtime.InteropServices;
using Thaw.Sandboxing.Sandboxes;

namespace Thaw.Hosting.Instances;

/// <summary>The programs that a version declares to run beside its handler: in the same sandbox, with the same rights and limits.</summary>
internal static class InstanceServices
{
    private const int FirstPort = 40_001;

    // Ends when every port was connected to, or with 1 after a time that any start should keep.
    private const string Wait = """
        import _socket, sys, time
        end = time.monotonic() + 20
        for port in sys.argv[1:]:
            while True:
                attempt = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
                try:
                    attempt.connect(("127.0.0.1", int(port)))
                    break
                except OSError:
                    if time.monotonic() > end:
                        sys.exit(1)
                    time.sleep(0.005)
                finally:
                    attempt.close()
        """;

    /// <summary>Starts them, waits until each accepts connections, and adds their addresses to the environment.</summary>
    /// <param name="request">Whose they are.</param>
    /// <param name="sandbox">Where they run, until it ends.</param>
    /// <param name="interpreter">What <c>{python}</c> stands for where it is a whole part of a command line.</param>
    /// <param name="environment">Theirs and the handler's.</param>
    /// <param name="output">Where they write to.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="HostingException">One ended, or does not accept connections.</exception>
    public static async Task StartAsync(
        InstanceRequest request, Sandbox sandbox, IReadOnlyList<string> interpreter, Dictionary<string, string> environment, SafeHandle output, CancellationToken cancellation)
    {
        var services = request.Version.Sandbox.Services;
        if (services.Count == 0)
            return;
        using var nothing = File.OpenHandle("/dev/null");
        var ports = services.Keys.Order(StringComparer.Ordinal).Select((name, i) => (Name: name, Port: (FirstPort + i).ToString(CultureInfo.InvariantCulture))).ToList();
        var running = new List<Task<ProgramExit>>();
        foreach (var (name, port) in ports)
        {
            var command = services[name].SelectMany(part => part == "{python}" ? interpreter : [part
                .Replace("{python}", interpreter[^1], StringComparison.Ordinal).Replace("{port}", port, StringComparison.Ordinal)]).ToList();
            running.Add(await ExitOfAsync(command).ConfigureAwait(false));
        }
        var accepted = await ExitOfAsync([.. interpreter, "-I", "-S", "-c", Wait, .. ports.Select(each => each.Port)]).ConfigureAwait(false);
        var first = await Task.WhenAny([accepted, .. running]).WaitAsync(cancellation).ConfigureAwait(false);
        if (first != accepted || (await accepted.ConfigureAwait(false)).ExitCode != 0)
        {
            var which = running.IndexOf(first);
            throw new HostingException(HostingProblem.Service, which < 0
                ? $"The services of {request.Function} do not accept connections"
                : $"The service {ports[which].Name} of {request.Function} ended at once, with {await first.ConfigureAwait(false)}; thaw logs has what it wrote");
        }
        foreach (var (name, port) in ports)
            environment["THAW_SERVICE_" + name.ToUpperInvariant()] = "http://127.0.0.1:" + port;

        async Task<Task<ProgramExit>> ExitOfAsync(IReadOnlyList<string> command) => (await sandbox.StartAsync(
            new SandboxProgram(command, environment, request.UserId) { Descriptors = [nothing, output, output] }, cancellation).ConfigureAwait(false)).Exit;
    }
}
