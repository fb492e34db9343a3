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
/// <param name="LeastInASecond">The fewest answers within one whole second; 0 where no strategy was asked for.</param>
internal sealed record WrkResult(double PerSecond, double P50Ms, double P99Ms, long Errors, double ProcessorShare, long LeastInASecond);

/// <summary>What wrk is to send.</summary>
/// <param name="Function">The function's name on the host.</param>
/// <param name="Body">The event.</param>
/// <param name="Connections">How many requests at once.</param>
/// <param name="Seconds">How long.</param>
/// <param name="Strategy">How each request is to get an instance of its own; null for whichever is there.</param>
internal sealed record WrkLoad(string Function, string Body, int Connections, int Seconds, string? Strategy = null);

/// <summary>Runs wrk against one function: every request signed as AWS's clients sign.</summary>
internal static class Wrk
{
    private const string Program = "/usr/bin/wrk";
    private const string Path = "/2015-03-31/functions/";

    /// <summary>Runs it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="load">What it gets. With a strategy, an answer by another one or with a function's error counts as an error, too.</param>
    /// <param name="context">Where the script goes; how it is started.</param>
    /// <exception cref="LabException">wrk is missing, or fails.</exception>
    public static WrkResult Run(HostProcess host, WrkLoad load, LabContext context)
    {
        if (!File.Exists(Program))
            throw new LabException("wrk is missing; apt-get install wrk");
        var script = System.IO.Path.Combine(context.ScratchFolder, "load.lua");
        File.WriteAllText(script, Script(host, load));
        string[] command =
        [
            Program, "-t1", string.Create(CultureInfo.InvariantCulture, $"-c{load.Connections}"), string.Create(CultureInfo.InvariantCulture, $"-d{load.Seconds}s"),
            "-s", script, new Uri(host.Address, Path + load.Function + "/invocations").ToString(),
        ];
        var cost = MeasuredChild.Run(command, context.ScratchFolder, context.Spawn, TimeSpan.FromSeconds(load.Seconds + 60), context.Cancellation);
        var said = File.ReadLines(MeasuredChild.OutputPath(context.ScratchFolder)).LastOrDefault(line => line.StartsWith('{'));
        if (cost.ExitCode != 0 || said is null)
            throw new LabException($"wrk ended with {cost.ExitCode}: {cost.ErrorText}");
        using var document = JsonDocument.Parse(said);
        double Number(string name) => document.RootElement.GetProperty(name).GetDouble();
        return new WrkResult(
            Number("requests") / Number("seconds"), Number("p50Ms"), Number("p99Ms"), (long)Number("errors"),
            cost.CpuSeconds / (cost.Seconds * Environment.ProcessorCount), (long)Number("least"));
    }

    // One signature holds for a quarter of an hour. Names and values are ours or JSON, which Lua's long brackets take as they are.
    private static string Script(HostProcess host, WrkLoad load)
    {
        var timestamp = RequestSignature.Timestamp(TimeProvider.System.GetUtcNow());
        var request = new SignedRequest(
            "POST", Path + load.Function + "/invocations", "", [new("host", host.Address.Authority), new("x-amz-date", timestamp)],
            RequestSignature.Hash(Encoding.UTF8.GetBytes(load.Body)));
        var header = RequestSignature.Header(request, host.Credentials, timestamp, timestamp[..8] + "/us-east-1/lambda/aws4_request");
        return $$"""
            wrk.method = "POST"
            wrk.body = [==[{{load.Body}}]==]
            wrk.headers["Host"] = "{{host.Address.Authority}}"
            wrk.headers["X-Amz-Date"] = "{{timestamp}}"
            wrk.headers["Authorization"] = "{{header}}"
            wrong, least = 0, 0
            setup = function(thread) only = thread end
            {{(load.Strategy is { } strategy ? Looking(strategy) : "")}}
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format('\n{"requests": %d, "seconds": %f, "p50Ms": %f, "p99Ms": %f, "errors": %d, "least": %d}\n',
                summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
                e.connect + e.read + e.write + e.status + e.timeout + only:get("wrong"), only:get("least")))
            end

            """;
    }

    // Of every answer; the first second and the last one are no whole ones. wrk counts other states than 2xx itself.
    private static string Looking(string strategy) => $$"""
        wrk.headers["X-Thaw-Strategy"] = "{{strategy}}"
        local second, count, whole = nil, 0, false
        response = function(status, headers, body)
          if status < 300 and (headers["X-Thaw-Strategy"] ~= "{{strategy}}" or headers["X-Amz-Function-Error"]) then wrong = wrong + 1 end
          local now = os.time()
          if now ~= second then
            if whole and (count < least or least == 0) then least = count end
            whole = second ~= nil
            second, count = now, 0
          end
          count = count + 1
        end
        """;
}
