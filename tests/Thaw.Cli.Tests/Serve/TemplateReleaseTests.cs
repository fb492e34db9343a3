using System.Text.Json;
using Thaw.Api.Access;
using Thaw.Api.Client;
using Thaw.Cli.Tests.HardInputs;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Serve;

/// <summary>What a template says beside code and settings, on a host.</summary>
public sealed class TemplateReleaseTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    [RequiresFact("root", "cgroups")]
    public async Task Concurrency_alias_url_events_and_tags_of_a_template_hold_on_the_host()
    {
        _thaw.Write("app/src/app.py", "def handler(event, context):\n    return 1\n");
        var template = _thaw.PathOf("app/template.yaml");
        _thaw.Write("app/template.yaml", $$$"""
            Globals: {Function: {Runtime: {{{SystemRuntime()}}}, Handler: app.handler, CodeUri: src}}
            Resources:
              Work:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: work
                  AutoPublishAlias: live
                  ReservedConcurrentExecutions: 3
                  ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}
                  FunctionUrlConfig: {AuthType: NONE}
                  Tags: {stage: test, team: a}
                  EventInvokeConfig:
                    MaximumRetryAttempts: 0
                    DestinationConfig:
                      OnSuccess: {Type: SQS}
                      OnFailure: {Type: Lambda, Destination: !Ref Notes.Alias}
              Notes: {Type: AWS::Serverless::Function, Properties: {FunctionName: notes, SnapStart: {ApplyOn: PublishedVersions}, AutoPublishAlias: now}}
            """);
        using var host = _thaw.Start(null, "serve", "--listen", "127.0.0.1:0");
        var endpoint = host.StandardOutput.ReadLine()!.Split(' ')[^1];
        var first = Deploy(endpoint);
        Assert.Contains("\nalias live is version 1\n", first.Output, StringComparison.Ordinal);
        Assert.Contains($"\nurl {endpoint}/fn/work:live/\n", first.Output, StringComparison.Ordinal);
        Assert.Equal("thaw: work: this host makes no use of EventInvokeConfig.DestinationConfig.OnSuccess\n", first.Error);
        File.WriteAllText(template, (await File.ReadAllTextAsync(template)).Replace("{stage: test, team: a}", "{stage: live}", StringComparison.Ordinal));
        _thaw.Write("app/src/app.py", "def handler(event, context):\n    return 2\n");
        Assert.Contains("\nalias live is version 2\n", Deploy(endpoint).Output, StringComparison.Ordinal);

        using var client = new HostClient(new Uri(endpoint), HostCredentials.Read(_thaw.PathOf("home/credentials")));
        Assert.Equal("2", (await client.InvokeAsync("work:live", "{}"u8.ToArray(), new Dictionary<string, string>(), CancellationToken.None)).Payload);
        Assert.Equal("""{"stage":"live"}""", (await AskAsync(client, "/2017-03-31/tags/work")).GetProperty("Tags").GetRawText());
        Assert.Equal(3, (await AskAsync(client, "/2019-09-30/functions/work/concurrency")).GetProperty("ReservedConcurrentExecutions").GetInt32());
        Assert.Equal(1, (await AskAsync(client, "/2019-09-30/functions/work/provisioned-concurrency?Qualifier=live")).GetProperty("RequestedProvisionedConcurrentExecutions").GetInt32());
        var rules = await AskAsync(client, "/2019-09-25/functions/work/event-invoke-config?Qualifier=live");
        Assert.Equal(0, rules.GetProperty("MaximumRetryAttempts").GetInt32());
        Assert.EndsWith(":function:notes:now", rules.GetProperty("DestinationConfig").GetProperty("OnFailure").GetProperty("Destination").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"ApplyOn":"PublishedVersions","OptimizationStatus":"On"}""", await SnapStartAsync(client, "?Qualifier=now"));
        Assert.Equal("""{"ApplyOn":"PublishedVersions","OptimizationStatus":"Off"}""", await SnapStartAsync(client, ""));
        ThawProcess.Signal(host, "TERM");
        await host.WaitForExitAsync();
        _thaw.AssertNothingLeft();
    }

    public void Dispose() => _thaw.Dispose();

    private CommandRun Deploy(string endpoint)
    {
        var run = _thaw.Run(null, "deploy", "app", "--endpoint", endpoint);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run;
    }

    private static async Task<string> SnapStartAsync(HostClient client, string query) =>
        (await AskAsync(client, "/2015-03-31/functions/notes/configuration" + query)).GetProperty("SnapStart").GetRawText();

    private static Task<JsonElement> AskAsync(HostClient client, string path) => client.AskAsync(HttpMethod.Get, path, [], CancellationToken.None);

    private static string SystemRuntime() => Path.GetFileName(File.ResolveLinkTarget("/usr/bin/python3", returnFinalTarget: true)!.FullName);
}
