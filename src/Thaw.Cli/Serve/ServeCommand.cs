using System.CommandLine;
using Thaw.Api;
using Thaw.Api.Access;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Hosting;
using Thaw.Sandboxing;

namespace Thaw.Cli.Serve;

/// <summary><c>thaw serve</c>: a host of functions on this machine.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> State = new("--state")
    {
        Description = "Where functions, code, logs and the host's credentials are kept; default: THAW_HOME",
        HelpName = "DIR",
    };

    private static readonly Option<int> Instances = new("--instances")
    {
        Description = "The most instances at once, of all functions",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    };

    private static readonly Option<string> KeepAlive = new("--keep-alive")
    {
        Description = "How long an instance with nothing to do is kept: fixed:60s, or learnt for each function from its pauses",
        HelpName = "fixed:S|learnt",
        DefaultValueFactory = _ => "fixed:600s",
    };

    private static readonly Option<string[]> Runtimes = new("--runtime")
    {
        Description = "Have an interpreter stand for a runtime that this machine does not have, as python3.12=/usr/bin/python3.11",
        HelpName = "NAME=INTERPRETER",
    };

    private static readonly Option<int[]> Forward = new("--forward")
    {
        Description = "Let functions that ask for it (forward: in thaw.yaml) reach this port of the machine's loopback",
        HelpName = "PORT",
    };

    private static readonly Option<bool> ProcessorsByMemory = new("--cpu-by-memory")
    {
        Description = "Give functions of less than 1769 MB less than one processor, as AWS does; default: at least one",
    };

    private static readonly Option<double> FreezeAfter = new("--freeze-after")
    {
        Description = "After how long without work an instance stands still, seconds; 0: never",
        HelpName = "S",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> ImageMemory = new("--image-memory")
    {
        Description = "What dependency images may take of memory, MB: instances are forked from initialised libraries where one suits; 0: none",
        HelpName = "MB",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Run functions in sandboxes, behind the API of AWS Lambda.")
        {
            State, Instances, KeepAlive, Runtimes, Forward, ProcessorsByMemory, FreezeAfter, ImageMemory, HostOptions.Json,
        }.WithExamples("thaw serve", "thaw serve --listen 127.0.0.1:0 --state /srv/functions",
            "thaw serve --listen 0.0.0.0:9443 --tls-cert host.pem --tls-key host.key");
        ListenOptions.AddTo(command);
        ObservingOptions.AddTo(command);
        SnapshotOptions.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, cancellation));
        return command;
    }

    private static FunctionHost? Start(HostSettings settings, InvocationConfiguration invocation)
    {
        try
        {
            var host = FunctionHost.Start(settings);
            if (host.NoSnapshots is { } why)
                Screen.Complain(invocation, $"no snapshots, functions start as without them: {why}");
            return host;
        }
        catch (SandboxException e)
        {
            Screen.Complain(invocation, e.Message);
            return null;
        }
    }

    private static KeepAliveRule KeepAliveOf(string text)
    {
        try
        {
            return KeepAliveRule.Parse(text);
        }
        catch (FormatException e)
        {
            throw new FormatException("--keep-alive: " + e.Message, e);
        }
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var invocation = parsed.InvocationConfiguration;
        var (address, named) = ListenOptions.Read(parsed);
        using var identity = named;
        if (parsed.GetValue(Instances) is < 1 or > 10_000)
            throw new FormatException($"--instances {parsed.GetValue(Instances)}: not a number from 1 to 10000");
        var keepAlive = KeepAliveOf(parsed.GetValue(KeepAlive)!);
        if ((parsed.GetValue(Forward) ?? []).FirstOrDefault(port => port is < 1 or > 65_535, -1) is var wrong and not -1)
            throw new FormatException($"--forward {wrong}: not a port from 1 to 65535");
        if (parsed.GetValue(FreezeAfter) is not (0 or (>= 0.01 and <= 86_400)))
            throw new FormatException($"--freeze-after {parsed.GetValue(FreezeAfter)}: not a number of seconds from 0.01 to 86400, or 0");
        if (parsed.GetValue(ImageMemory) is not (0 or (>= 64 and <= 1_048_576)))
            throw new FormatException($"--image-memory {parsed.GetValue(ImageMemory)}: not a number of MB from 64 to 1048576, or 0");
        var state = Path.GetFullPath(parsed.GetValue(State) ?? ThawFolders.Home);
        var settings = new HostSettings(state, ThawFolders.Cache)
        {
            Instances = parsed.GetValue(Instances),
            Runtimes = RuntimeMappings.Read(state, parsed.GetValue(Runtimes) ?? []),
            LessThanOneProcessor = parsed.GetValue(ProcessorsByMemory),
            FreezeAfter = parsed.GetValue(FreezeAfter) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan,
            ImageBytes = (long)parsed.GetValue(ImageMemory) << 20,
            ForwardablePorts = parsed.GetValue(Forward) ?? [],
            LearnsKeepAlive = keepAlive.Fixed is null,
        };
        settings = keepAlive.Fixed is { } time ? settings with { KeepAlive = time } : settings;
        using var traces = ObservingOptions.StartTraces(parsed);
        if (Start(SnapshotOptions.Apply(parsed, ObservingOptions.Apply(parsed, settings)), invocation) is not { } started)
            return ExitCodes.MachineLacks;
        await using var host = started;
        foreach (var damaged in host.Damaged)
            Screen.Complain(invocation, damaged);
        if (host.IsOneUser)
            Screen.Complain(invocation, "not started by root: all functions are this user to the kernel, kept apart by namespaces alone (docs/sandbox.md)");
        if (host.MissingLimits.Count > 0)
            Screen.Complain(invocation, $"this machine cannot limit {string.Join(" and ", host.MissingLimits)}: functions may take all of it");
        await using var server = await ApiServer.StartAsync(
            host, HostCredentials.OpenOrCreate(state), address, complaint => Screen.Complain(invocation, complaint), identity);
        Announce(parsed, new ServeReport("thaw.serve", 1, server.Address.ToString().TrimEnd('/'), Path.Combine(state, HostCredentials.FileName), host.Functions.Runtimes));
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Done;
    }

    private static void Announce(ParseResult parsed, ServeReport report)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(HostOptions.Json))
            JsonOutput.Write(output, report);
        else
            output.WriteLine($"listening on {report.Endpoint}\ncredentials   {report.Credentials}\nruntimes      {string.Join(", ", report.Runtimes)}");
    }

    private sealed record ServeReport(string Schema, int Version, string Endpoint, string Credentials, IReadOnlyList<string> Runtimes);
}
