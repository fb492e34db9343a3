using System.Diagnostics;
using System.Net.Http.Headers;
using Thaw.Testing;

namespace Thaw.Api.Tests.Clients;

/// <summary>The metrics, as Prometheus' own parser reads them.</summary>
public sealed class MetricsTests
{
    [RequiresFact("root", "cgroups", "deb.python3-prometheus-client", "deb.python3-boto3")]
    public async Task Cold_starts_are_there_by_strategy_and_phase()
    {
        await using var host = ServedHost.Start();
        var zip = host.Zip("def handler(event, context):\n    return 1 // event['by']\n");
        host.Boto($$"""
            client.create_function(FunctionName='f', Runtime='{{host.Host.Functions.Runtimes[0]}}', Handler='f.handler', Role='arn:aws:iam::123456789012:role/x', Code={'ZipFile': open('{{zip}}', 'rb').read()})
            for by in b'1', b'0', b'1':
                client.invoke(FunctionName='f', Payload=b'{"by": ' + by + b'}')
            """);
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Credentials.SecretAccessKey);
        Assert.Equal("""
            thaw_cold_start_seconds_count handler 1.0
            thaw_cold_start_seconds_count import 1.0
            thaw_cold_start_seconds_count prepare 1.0
            thaw_cold_start_seconds_count queue 1.0
            thaw_cold_start_seconds_count runtime 1.0
            thaw_cold_start_seconds_count sandbox 1.0
            thaw_cold_start_seconds_count total 1.0
            thaw_events_pending None 0.0
            thaw_instances None 1.0
            thaw_invocation_seconds_count None 1.0
            thaw_invocation_seconds_count None 2.0
            thaw_invocations_total boot result 1.0
            thaw_invocations_total warm error 1.0
            thaw_invocations_total warm result 1.0
            thaw_invocations_waiting None 0.0
            thaw_keep_alive_seconds None 600.0
            """, Parse(await client.GetStringAsync("/metrics")));
    }

    private static string Parse(string text)
    {
        const string script = """
            import sys
            from prometheus_client.parser import text_string_to_metric_families
            for line in sorted(' '.join([s.name, *([s.labels['strategy'], s.labels['outcome']] if 'outcome' in s.labels else [str(s.labels.get('phase'))]), str(s.value)])
                               for family in text_string_to_metric_families(sys.stdin.read()) for s in family.samples
                               if not s.name.endswith(('_bucket', '_sum'))):
                print(line)
            """;
        var start = new ProcessStartInfo("/usr/bin/python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(text);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }
}
