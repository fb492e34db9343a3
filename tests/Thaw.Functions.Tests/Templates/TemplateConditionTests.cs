using Thaw.Functions.Templates;
using Thaw.Testing;

namespace Thaw.Functions.Tests.Templates;

public sealed class TemplateConditionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("prod", "small", "1024 arn:aws:lambda:us-east-1:123456789012:layer:common:4 LEVEL=info,PLACE=prod-place", "Always,Big")]
    [InlineData("prod", "large", "1024 arn:aws:lambda:us-east-1:123456789012:layer:common:4 LEVEL=info,PLACE=prod-place", "Always")]
    [InlineData("test", "small", "256  LEVEL=debug", "Always")]
    public void What_a_template_makes_depends_on_its_conditions(string stage, string size, string expected, string functions)
    {
        var application = Read("""
            Parameters:
              Stage: {Type: String, Default: test}
              Size: {Type: String, Default: small}
            Mappings:
              Stages:
                prod: {Memory: 1024, Place: prod-place}
                test: {Memory: 256}
            Conditions:
              IsProd: !Equals [!Ref Stage, prod]
              IsLarge: {"Fn::Equals": [{Ref: Size}, large]}
              IsBig: !And [!Condition IsProd, !Not [{Condition: IsLarge}]]
              IsAny: !Or [!Condition IsProd, !Equals [!Ref Stage, test]]
            Resources:
              Always:
                Type: AWS::Serverless::Function
                Condition: IsAny
                Properties:
                  Handler: app.handler
                  Runtime: python3.11
                  MemorySize: !FindInMap [Stages, !Ref Stage, Memory]
                  Layers: [!If [IsProd, "arn:aws:lambda:us-east-1:123456789012:layer:common:4", !Ref AWS::NoValue]]
                  Environment:
                    Fn::If:
                      - IsProd
                      - Variables: {LEVEL: info, PLACE: !FindInMap [Stages, prod, Place]}
                      - Variables: {LEVEL: debug, PLACE: !If [IsLarge, x, !Ref AWS::NoValue]}
              Big:
                Type: AWS::Serverless::Function
                Condition: IsBig
                Properties: {Handler: app.handler, Runtime: python3.11}
            """, new() { ["Stage"] = stage, ["Size"] = size });
        var always = application.Functions[0];
        var variables = string.Join(',', always.Environment.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal(expected, $"{always.MemoryMb} {string.Join(' ', always.Layers)} {variables}");
        Assert.Equal(functions, string.Join(',', application.Functions.Select(function => function.Name)));
    }

    [Theory]
    [InlineData("C: !Equals [a, a]", "Description: !If [D, a, b]", "there is no condition 'D'")]
    [InlineData("C: !Condition D\n  D: !Not [!Condition C]", "Description: !If [C, a, b]", "the condition 'C' depends on itself")]
    [InlineData("C: !Contains [a, b]", "Description: !If [C, a, b]", "Fn::Contains is no condition")]
    [InlineData("C: !Equals [!Ref Unknown, a]", "Description: !If [C, a, b]", "'Unknown' is known to AWS only")]
    [InlineData("C: !Equals [a, a]", "Description: !FindInMap [M, a, b]", "the template has no Mappings")]
    public void What_cannot_be_evaluated_is_one_line(string condition, string property, string words)
    {
        var refused = Assert.Throws<FunctionException>(() => Read($$"""
            Conditions:
              {{condition}}
            Resources:
              Greet:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: app.handler
                  Runtime: python3.11
                  {{property}}
            """, []));
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Matches(@"template\.yaml:\d+: ", refused.Message);
        Assert.DoesNotContain("\n", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_functions_url_is_read_with_the_origins_that_may_call_it()
    {
        var url = Assert.Single(Read("""
            Resources:
              Greet:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: app.handler
                  Runtime: python3.11
                  FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ["https://a.example"], AllowMethods: [GET], AllowCredentials: true, MaxAge: 5}}
            """, []).Functions).Url;
        Assert.Equal(("NONE", null, true, 5), (url?.AuthType, url?.Mode, url?.Origins?.AllowCredentials, url?.Origins?.MaxAge));
        Assert.Equal(["https://a.example", "GET"], [.. url!.Origins!.AllowOrigins, .. url.Origins.AllowMethods]);
    }

    public void Dispose() => _folder.Dispose();

    private TemplateApplication Read(string text, Dictionary<string, string> parameters) =>
        TemplateReader.Read(_folder.Write("template.yaml", text), parameters);
}
