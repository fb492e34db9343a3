using Thaw.Functions.Templates;
using Thaw.Testing;

namespace Thaw.Functions.Tests.Templates;

/// <summary>What templates say of functions beside their code and settings.</summary>
public sealed class TemplateReleaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Concurrency_alias_events_and_tags_are_read_and_destinations_that_no_host_has_are_named()
    {
        var functions = Read("""
            Parameters: {Retries: {Type: Number, Default: 1}}
            Globals:
              Function: {Runtime: python3.11, Handler: a.b, Tags: {team: a, stage: test}, ReservedConcurrentExecutions: 7}
            Resources:
              Queue: {Type: AWS::SQS::Queue}
              Notes: {Type: AWS::Serverless::Function, Properties: {FunctionName: notes, AutoPublishAlias: now, SnapStart: {ApplyOn: PublishedVersions}, Events: {}}}
              Work:
                Type: AWS::Serverless::Function
                Properties:
                  AutoPublishAlias: live
                  ReservedConcurrentExecutions: 3
                  ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}
                  Tags: {stage: live}
                  EventInvokeConfig:
                    MaximumRetryAttempts: !Ref Retries
                    MaximumEventAgeInSeconds: 120
                    DestinationConfig:
                      OnSuccess: {Type: SQS, Destination: !GetAtt Queue.Arn}
                      OnFailure: {Type: Lambda, Destination: !Ref Notes.Alias}
              Plain:
                Type: AWS::Lambda::Function
                Properties: {Runtime: python3.11, Handler: a.b, Tags: [{Key: team, Value: b}]}
            """).ToDictionary(function => function.Id);

        var work = functions["Work"].Release;
        Assert.Equal((3, "live", 2), (work.ReservedConcurrency, work.Alias, work.Provisioned));
        var rules = new TemplateEventRules { Retries = 1, MostAgeSeconds = 120, OnFailure = "arn:aws:lambda:us-east-1:000000000000:function:notes:now" };
        Assert.Equal(rules, work.EventRules);
        Assert.Equal(["stage=live", "team=a"], Tags(functions["Work"]));
        Assert.Equal(["EventInvokeConfig.DestinationConfig.OnSuccess"], functions["Work"].Unused);
        Assert.Equal((7, "now", null, null), (functions["Notes"].Release.ReservedConcurrency, functions["Notes"].Release.Alias, functions["Notes"].Release.Provisioned, functions["Notes"].Release.EventRules));
        Assert.Equal(["stage=test", "team=a"], Tags(functions["Notes"]));
        Assert.Equal(("PublishedVersions", null), (functions["Notes"].SnapStart, functions["Work"].SnapStart));
        Assert.Equal(["Events"], functions["Notes"].Unused);
        Assert.Equal(["team=b"], Tags(functions["Plain"]));
        Assert.Equal((null, null), (functions["Plain"].Release.ReservedConcurrency, functions["Plain"].Release.Alias));
    }

    [Theory]
    [InlineData("ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}", "template.yaml:5: ProvisionedConcurrencyConfig keeps instances of a published version; give the function an AutoPublishAlias")]
    [InlineData("ReservedConcurrentExecutions: some", "'some' is not a whole number")]
    [InlineData("Tags: [one]", "template.yaml:5: tags are expected")]
    [InlineData("EventInvokeConfig: {DestinationConfig: {OnFailure: {Destination: !GetAtt Queue.Arn}}}", "'Queue.Arn' is known to AWS only")]
    public void What_cannot_be_is_one_line_that_names_the_place(string property, string words)
    {
        var refused = Assert.Throws<FunctionException>(() => Read($$"""
            Resources:
              Work:
                Type: AWS::Serverless::Function
                Properties:
                  {{property}}
                  Handler: a.b
                  Runtime: python3.11
            """));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Tags(TemplateFunction function) =>
        function.Release.Tags!.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);

    private IReadOnlyList<TemplateFunction> Read(string text) =>
        TemplateReader.Read(_folder.Write("template.yaml", text), new Dictionary<string, string>()).Functions;
}
