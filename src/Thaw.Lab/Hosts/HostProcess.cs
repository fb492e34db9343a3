using System.Globalization;
using System.IO.Pipes;
using Thaw.Api.Access;
using Thaw.Api.Client;
using Thaw.Lab.Children;
using Thaw.Lab.Measures;
using Thaw.Linux.Processes;

namespace Thaw.Lab.Hosts;

/// <summary><c>thaw serve</c> in a process of its own, on a free port.</summary>
/// <remarks>For one thread.</remarks>
internal sealed class HostProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly LabContext _context;
    private readonly ChildProcess _child;
    private readonly AnonymousPipeServerStream _output;

    private HostProcess(LabContext context, ChildProcess child, AnonymousPipeServerStream output, Uri address, string state) =>
        (_context, _child, _output, Address, State) = (context, child, output, address, state);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its state folder.</summary>
    public string State { get; }

    /// <summary>Its process.</summary>
    public int Pid => _child.Pid;

    /// <summary>Its key pair.</summary>
    public HostCredentials Credentials => HostCredentials.OpenOrCreate(State);

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="context">How <c>thaw</c> is started.</param>
    /// <param name="state">Its state folder.</param>
    /// <param name="options">More options of <c>thaw serve</c>.</param>
    /// <exception cref="LabException">It does not start; the message says what it said.</exception>
    public static HostProcess Start(LabContext context, string state, params string[] options)
    {
        var errors = Path.Combine(context.ScratchFolder, "host.err");
        var output = new AnonymousPipeServerStream(PipeDirection.In);
        var command = context.Thaw.With(["serve", "--listen", "127.0.0.1:0", "--state", state, .. options]);
        var child = context.Spawn(new SpawnRequest(command[0], [.. command.Skip(1)], OwnVariables.Read())
        {
            // The child opens our end by its name, so that its death is the end of what we read.
            StandardOutputPath = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{output.ClientSafePipeHandle.DangerousGetHandle()}"),
            StandardErrorPath = errors,
        });
        output.DisposeLocalCopyOfClientHandle();
        // Not disposed of: it would close the pipe, and the host writes more later.
        var line = new StreamReader(output).ReadLine();
        if (line?.Split(' ') is ["listening", "on", var address])
            return new HostProcess(context, child, output, new Uri(address), state);
        child.Dispose();
        output.Dispose();
        throw new LabException($"thaw serve does not start: {File.ReadAllText(errors).Trim().Split('\n')[^1]}");
    }

    /// <summary>A client with its key.</summary>
    public HostClient CreateClient() => new(Address, Credentials);

    /// <summary>Deploys a folder.</summary>
    /// <exception cref="LabException">It cannot be; the message says why.</exception>
    public void Deploy(string folder, string name, params string[] options)
    {
        var cost = MeasuredChild.Run(
            _context.Thaw.With(["deploy", folder, "--name", name, "--endpoint", Address.ToString(), "--state", State, .. options]),
            _context.ScratchFolder, _context.Spawn, Limit, _context.Cancellation);
        if (cost.ExitCode != 0)
            throw new LabException($"thaw deploy {folder} ended with {cost.ExitCode}: {cost.ErrorText}");
    }

    /// <summary>Ends it as a crash would: kill -9, and nobody waits for what is its.</summary>
    public void Kill()
    {
        _child.SendSignal(Signals.Kill);
        _child.WaitForExit(Limit);
    }

    /// <summary>Has it end by itself.</summary>
    public void Dispose()
    {
        _child.SendSignal(Signals.Terminate);
        _child.WaitForExit(Limit);
        _child.Dispose();
        _output.Dispose();
    }
}
