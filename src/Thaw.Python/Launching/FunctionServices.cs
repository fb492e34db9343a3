using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Thaw.Functions;
using Thaw.Linux.Processes;

namespace Thaw.Python.Launching;

/// <summary>The processes that a function needs beside it, such as a stand-in for a remote store, on loopback ports.</summary>
public sealed class FunctionServices : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly List<ChildProcess> _processes = [];
    private readonly Dictionary<string, string> _variables = [];

    private FunctionServices()
    {
    }

    /// <summary>What the function is told: <c>THAW_SERVICE_NAME</c> is the address of the service NAME.</summary>
    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>Starts the services and waits until each accepts connections.</summary>
    /// <param name="function">Whose services.</param>
    /// <param name="python">What <c>{python}</c> stands for in their command lines.</param>
    /// <param name="spawn">Starts a process.</param>
    /// <param name="logFolder">Where their output goes.</param>
    /// <returns>The running services; dispose to end them.</returns>
    /// <exception cref="FunctionException">A service ended at once or did not accept a connection in time.</exception>
    public static FunctionServices Start(
        FunctionDefinition function, string python, Func<SpawnRequest, ChildProcess> spawn, string logFolder)
    {
        var services = new FunctionServices();
        try
        {
            foreach ((string name, IReadOnlyList<string> command) in function.Services)
            {
                services.Start(function, name, [.. command], python, spawn, Path.Combine(logFolder, name + ".log"));
            }
        }
        catch
        {
            services.Dispose();
            throw;
        }

        return services;
    }

    /// <summary>Kills the services.</summary>
    public void Dispose()
    {
        foreach (ChildProcess process in _processes)
        {
            process.Dispose();
        }
    }

    private void Start(
        FunctionDefinition function, string name, string[] command, string python, Func<SpawnRequest, ChildProcess> spawn, string log)
    {
        int port = FreePort();
        string[] filled = [.. command.Select(part => part
            .Replace("{python}", python, StringComparison.Ordinal)
            .Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))];
        ChildProcess process = spawn(new SpawnRequest(filled[0], filled[1..], LaunchVariables.ForService())
        {
            WorkingDirectory = function.Root,
            StandardOutputPath = log,
            StandardErrorPath = log,
        });
        _processes.Add(process);
        WaitForPort(function, name, process, port, log);
        _variables["THAW_SERVICE_" + name.ToUpperInvariant()] = FormattableString.Invariant($"http://127.0.0.1:{port}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A foreign program has no ready message: that it accepts a connection is the message.</summary>
    private static void WaitForPort(FunctionDefinition function, string name, ChildProcess process, int port, string log)
    {
        long deadline = MonotonicClock.NowNs + (long)StartLimit.TotalNanoseconds;
        while (!process.HasExited && MonotonicClock.NowNs < deadline)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                // Refused: not listening yet. The wait ends early if the process does.
                Wait(process, TimeSpan.FromMilliseconds(10));
            }
        }

        string last = File.Exists(log) ? File.ReadLines(log).LastOrDefault() ?? "" : "";
        throw new FunctionException($"service {name} of {function.Name} does not accept connections on port {port}: {last}");
    }

    private static void Wait(ChildProcess process, TimeSpan time)
    {
        try
        {
            process.WaitForExit(time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            // Still running, as it should.
        }
    }
}
