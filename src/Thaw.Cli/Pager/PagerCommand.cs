using System.CommandLine;
using Thaw.Cli.Terminal;
using Thaw.Pager;
using Thaw.Pager.Prefetching;

namespace Thaw.Cli.Pager;

/// <summary><c>thaw pager</c>: answers page faults of restored processes until it is stopped.</summary>
internal static class PagerCommand
{
    private static readonly Option<string?> SocketPath = new("--socket")
    {
        Description = "Where clients connect that speak the pager's own protocol (docs/pager.md)",
        HelpName = "PATH",
    };

    private static readonly Option<string?> Firecracker = new("--firecracker")
    {
        Description = "Where Firecracker connects that loads a snapshot with this as its Uffd backend; needs --memory",
        HelpName = "PATH",
    };

    private static readonly Option<string?> Memory = new("--memory")
    {
        Description = "The memory file of Firecracker's snapshot",
        HelpName = "FILE",
    };

    private static readonly Option<string> Mode = new("--mode")
    {
        Description = "For Firecracker's guests: which pages come before they are asked for",
        HelpName = string.Join('|', PrefetchPolicies.Names),
        DefaultValueFactory = _ => PrefetchPolicies.Usual,
    };

    private static readonly Option<string?> WorkingSet = new("--working-set")
    {
        Description = "For Firecracker's guests: the recorded working set",
        HelpName = "FILE",
    };

    private static readonly Option<string?> RecordTo = new("--record-to")
    {
        Description = "For Firecracker's guests: where to record the working set of the first that ends",
        HelpName = "FILE",
    };

    private static readonly Option<double> StallLimit = new("--stall-limit")
    {
        Description = "How long a page may take to come before the process that waits for it is killed, seconds",
        HelpName = "S",
        DefaultValueFactory = _ => 10,
    };

    /// <summary>The command, to be added to the root.</summary>
    public static Command Create()
    {
        var command = new Command("pager", "Answer the page faults of processes that are restored from snapshots.")
        {
            SocketPath, Firecracker, Memory, Mode, WorkingSet, RecordTo, StallLimit,
        }.WithExamples(
            "thaw pager --socket pager.sock",
            "thaw pager --firecracker uffd.sock --memory vm.mem",
            "thaw pager --firecracker uffd.sock --memory vm.mem --mode reap --working-set vm.ws");
        command.SetAction((parsed, cancellation) => RunAsync(parsed, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var invocation = parsed.InvocationConfiguration;
        var settings = new PagerSettings { StallLimit = LimitOf(parsed.GetValue(StallLimit)) };
        var (socket, firecracker) = (parsed.GetValue(SocketPath), parsed.GetValue(Firecracker));
        if (socket is null && firecracker is null)
            throw new FormatException("name a socket: --socket, --firecracker or both");
        if ((firecracker is null) != (parsed.GetValue(Memory) is null))
            throw new FormatException("--firecracker and --memory go together");
        try
        {
            await using var own = socket is null ? null : PagerServer.Start(Path.GetFullPath(socket), settings);
            await using var guests = firecracker is null ? null : FirecrackerServer.Start(
                Path.GetFullPath(firecracker), GuestsOf(parsed), settings, complaint => Screen.Complain(invocation, complaint));
            foreach (var path in new[] { own?.SocketPath, guests?.SocketPath }.OfType<string>())
                invocation.Output.WriteLine($"listening on {path}");
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCodes.Done;
        }
        catch (PagerException e)
        {
            Screen.Complain(invocation, e.Message);
            return ExitCodes.BadInput;
        }
    }

    private static FirecrackerSettings GuestsOf(ParseResult parsed)
    {
        var policy = PrefetchPolicies.Find(parsed.GetValue(Mode)!);
        if (policy.NeedsWorkingSet && parsed.GetValue(WorkingSet) is null)
            throw new FormatException($"--mode {policy.Name} needs --working-set");
        if (policy.NeedsWorkingSet && parsed.GetValue(RecordTo) is not null)
            throw new FormatException("--record-to needs --mode lazy: what is prefetched is not recorded");
        return new FirecrackerSettings(Path.GetFullPath(parsed.GetValue(Memory)!))
        {
            Mode = policy.Name,
            WorkingSet = parsed.GetValue(WorkingSet) is { } workingSet ? Path.GetFullPath(workingSet) : null,
            RecordTo = parsed.GetValue(RecordTo) is { } recordTo ? Path.GetFullPath(recordTo) : null,
        };
    }

    private static TimeSpan LimitOf(double seconds) => seconds is >= 0.01 and <= 3600
        ? TimeSpan.FromSeconds(seconds)
        : throw new FormatException($"--stall-limit {seconds}: not a number of seconds from 0.01 to 3600");
}
