using System.Globalization;
using System.Text;
using System.Text.Json;
using Thaw.Api.Access;
using Thaw.Lab.Children;
using Thaw.Lab.Measures;

namespace Thaw.Lab.Hosts;

/// <summary>What wrk, the load generator, saw.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50Ms">The median latency, ms.</param>
/// <param name="P99Ms">99 of 100 were answered within, ms.</param>
/// <param name="Errors">Answers other than 2xx, time-outs and broken connections.</param>
/// <param name="ProcessorShare">The share of all processors' time that wrk itself used.</param>
internal sealed record WrkResult(double PerSecond, double P50Ms, double P99Ms, long Errors, double ProcessorShare);

/// <summary>Runs wrk against one function: every request signed as AWS's clients sign.</summary>
internal static class Wrk
{
    private const string Program = "/usr/bin/wrk";
    private const string Path = "/2015-03-31/functions/";

    /// <summary>Runs it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="function">The function's name there.</param>
    /// <param name="body">The event.</param>
    /// <param name="connections">How many requests at once.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="context">Where the script goes; how it is started.</param>
    /// <exception cref="LabException">wrk is missing, or fails.</exception>
    public static WrkResult Run(HostProcess host, string function, string body, int connections, int seconds, LabContext context)
    {
        if (!File.Exists(Program))
            throw new LabException("wrk is missing; apt-get install wrk");
        var script = System.IO.Path.Combine(context.ScratchFolder, "load.lua");
        File.WriteAllText(script, Script(host, function, body));
        string[] command =
        [
            Program, "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{seconds}s"),
            "-s", script, new Uri(host.Address, Path + function + "/invocations").ToString(),
        ];
        var cost = MeasuredChild.Run(command, context.ScratchFolder, context.Spawn, TimeSpan.FromSeconds(seconds + 60), context.Cancellation);
        var said = File.ReadLines(MeasuredChild.OutputPath(context.ScratchFolder)).LastOrDefault(line => line.StartsWith('{'));
        if (cost.ExitCode != 0 || said is null)
            throw new LabException($"wrk ended with {cost.ExitCode}: {cost.ErrorText}");
        using var document = JsonDocument.Parse(said);
        double Number(string name) => document.RootElement.GetProperty(name).GetDouble();
        return new WrkResult(
            Number("requests") / Number("seconds"), Number("p50Ms"), Number("p99Ms"), (long)Number("errors"),
            cost.CpuSeconds / (cost.Seconds * Environment.ProcessorCount));
    }

    // One signature holds for a quarter of an hour. Names and values are ours or JSON, which Lua's long brackets take as they are.
    private static string Script(HostProcess host, string function, string body)
    {
        var timestamp = RequestSignature.Timestamp(TimeProvider.System.GetUtcNow());
        var request = new SignedRequest(
            "POST", Path + function + "/invocations", "", [new("host", host.Address.Authority), new("x-amz-date", timestamp)],
            RequestSignature.Hash(Encoding.UTF8.GetBytes(body)));
        var header = RequestSignature.Header(request, host.Credentials, timestamp, timestamp[..8] + "/us-east-1/lambda/aws4_request");
        return $$"""
            wrk.method = "POST"
            wrk.body = [==[{{body}}]==]
            wrk.headers["Host"] = "{{host.Address.Authority}}"
            wrk.headers["X-Amz-Date"] = "{{timestamp}}"
            wrk.headers["Authorization"] = "{{header}}"
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format('\n{"requests": %d, "seconds": %f, "p50Ms": %f, "p99Ms": %f, "errors": %d}\n',
                summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
                e.connect + e.read + e.write + e.status + e.timeout))
            end

            """;
    }
}
