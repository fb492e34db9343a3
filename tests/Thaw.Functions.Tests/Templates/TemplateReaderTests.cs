using Thaw.Functions.Templates;
using Thaw.Testing;

namespace Thaw.Functions.Tests.Templates;

public sealed class TemplateReaderTests : IDisposable
{
    private static readonly Dictionary<string, string> None = [];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Functions_layers_globals_and_references_are_resolved()
    {
        Directory.CreateDirectory(_folder.PathOf("src/greet"));
        Directory.CreateDirectory(_folder.PathOf("libs"));
        var application = Read("""
            Transform: AWS::Serverless-2016-10-31
            Parameters:
              Stage: {Type: String, Default: test}
              Table: {Type: String}
            Globals:
              Function:
                Runtime: python3.11
                MemorySize: 512
                Environment: {Variables: {STAGE: !Ref Stage, LEVEL: info}}
                Layers: ["arn:aws:lambda:us-east-1:123456789012:layer:common:4"]
            Resources:
              Orders: {Type: AWS::DynamoDB::Table}
              Shared:
                Type: AWS::Serverless::LayerVersion
                Properties: {LayerName: !Sub "shared-${Stage}", ContentUri: libs/, CompatibleRuntimes: [python3.11]}
              Greet:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: src/greet
                  Handler: app.handler
                  Architectures: [arm64]
                  Timeout: 7
                  Layers: [!Ref Shared]
                  Environment:
                    Variables:
                      LEVEL: debug
                      TABLE: !Ref Table
                      OTHER: !GetAtt Other.Arn
                      LINK: {"Fn::Sub": ["${Greeting}-${AWS::Region}-${!kept}", {Greeting: {"Ref": Other}}]}
                      NONE: !Ref AWS::NoValue
                  Events: {Api: {Type: Api, Properties: {Path: /, Method: get}}}
              Other:
                Type: AWS::Serverless::Function
                Properties: {FunctionName: other-one, CodeUri: src/, Handler: b.handler, Runtime: python3.12, MemorySize: 128}
            """, new() { ["Table"] = "orders" });

        var layer = Assert.Single(application.Layers);
        Assert.Equal(("Shared", "shared-test", _folder.PathOf("libs") + "/"), (layer.Id, layer.Name, layer.Folder));
        Assert.Equal(["Greet", "other-one"], application.Functions.Select(function => function.Name));
        var greet = application.Functions[0];
        Assert.Equal((_folder.PathOf("src/greet"), "app.handler", "python3.11", 512, 7), (greet.Folder, greet.Handler, greet.Runtime, greet.MemoryMb, greet.TimeoutSeconds));
        Assert.Equal(["arn:aws:lambda:us-east-1:123456789012:layer:common:4", "Shared"], greet.Layers);
        Assert.Equal([["Events"], []], application.Functions.Select(function => function.Unused));
        var variables = new Dictionary<string, string>
        {
            ["STAGE"] = "test",
            ["LEVEL"] = "debug",
            ["TABLE"] = "orders",
            ["OTHER"] = "arn:aws:lambda:us-east-1:000000000000:function:other-one",
            ["LINK"] = "other-one-us-east-1-${kept}",
        };
        Assert.Equal(variables.OrderBy(pair => pair.Key), greet.Environment.OrderBy(pair => pair.Key));
        Assert.Equal(("python3.12", 128, (int?)null), (application.Functions[1].Runtime, application.Functions[1].MemoryMb, application.Functions[1].TimeoutSeconds));
    }

    [Theory]
    [InlineData("Environment: {Variables: {T: !Ref Orders}}", "template.yaml:9: 'Orders' is known to AWS only")]
    [InlineData("Environment: {Variables: {T: !ImportValue other}}", "Fn::ImportValue cannot be resolved here")]
    [InlineData("CodeUri: s3://bucket/key", "the code is in S3")]
    [InlineData("CodeUri: missing/", "no such file or folder")]
    [InlineData("PackageType: Image", "is an image")]
    [InlineData("MemorySize: big", "'big' is not a whole number")]
    public void What_cannot_be_resolved_is_one_line_that_names_the_place(string property, string words)
    {
        var refused = Assert.Throws<FunctionException>(() => Read($$"""
            Resources:
              Orders: {Type: AWS::DynamoDB::Table}
              Greet:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: greet
                  Handler: app.handler
                  Runtime: python3.11
                  {{property}}
            """, None));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_without_a_function_and_a_file_that_is_none_are_told_apart()
    {
        var other = _folder.Write("values.yaml", "a: 1\n");
        Assert.False(TemplateReader.IsTemplate(other));
        var empty = _folder.Write("empty.yaml", "Resources: {Orders: {Type: AWS::DynamoDB::Table}}\n");
        Assert.True(TemplateReader.IsTemplate(empty));
        Assert.Contains("holds no function", Assert.Throws<FunctionException>(() => TemplateReader.Read(empty, None)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private TemplateApplication Read(string text, Dictionary<string, string> parameters) =>
        TemplateReader.Read(_folder.Write("template.yaml", text), parameters);
}
