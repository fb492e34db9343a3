using System.Text;
using System.Text.Json;
using Thaw.Hosting.Capture;

namespace Thaw.Hosting.Tests.Capture;

/// <summary>What of an event is never kept.</summary>
public sealed class RedactionTests
{
    [Theory]
    [InlineData("""{"user":"ada","password":"hunter2"}""", """{"user":"ada","password":"[redacted]"}""")]
    [InlineData("""{"headers":{"X-Api-Key":"k","Accept":"*/*"}}""", """{"headers":{"X-Api-Key":"[redacted]","Accept":"*/*"}}""")]
    [InlineData("""{"API_KEY":{"id":17,"parts":["a",true,null]}}""", """{"API_KEY":{"id":0,"parts":["[redacted]",true,null]}}""")]
    [InlineData("""{"cookies":["a=1","b=2"],"n":1.50}""", """{"cookies":["[redacted]","[redacted]"],"n":1.50}""")]
    [InlineData("""[{"name":"Authorization","value":"x"},{"key":"Accept","value":"y"}]""", """[{"name":"Authorization","value":"[redacted]"},{"key":"Accept","value":"y"}]""")]
    [InlineData("""{"rawQueryString":"page=2&access_token=abc&x=1"}""", """{"rawQueryString":"page=2&access_token=[redacted]&x=1"}""")]
    [InlineData("""{"h":"Bearer abcdefghij"}""", """{"h":"[redacted]"}""")]
    [InlineData("""{"note":"sent eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln and AKIAIOSFODNN7EXAMPLE"}""", """{"note":"sent [redacted] and [redacted]"}""")]
    [InlineData("""{"key":"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\n"}""", """{"key":"[redacted]\n"}""")]
    [InlineData("""{"body":"{\"pin\": 1234, \"to\": \"Zoë\"}"}""", """{"body":"{\"pin\":0,\"to\":\"Zoë\"}"}""")]
    [InlineData("\"just words, 2 < 3\"", "\"just words, 2 < 3\"")]
    [InlineData("17", "17")]
    public void Secrets_are_left_out_and_the_shape_stays(string json, string expected) => Assert.Equal(expected, Apply(json));

    [Fact]
    public void Bodies_in_base64_are_taken_apart_and_those_that_are_no_text_are_left_out()
    {
        var text = Convert.ToBase64String("{\"secret\":\"s\"}"u8);
        var kept = JsonDocument.Parse(Apply($$"""{"isBase64Encoded":true,"body":"{{text}}"}""")).RootElement.GetProperty("body").GetString()!;
        Assert.Equal("{\"secret\":\"[redacted]\"}", Encoding.UTF8.GetString(Convert.FromBase64String(kept)));
        var bytes = Convert.ToBase64String([0xff, 0xfe, 0x00]);
        Assert.Equal("""{"isBase64Encoded":true,"body":""}""", Apply($$"""{"isBase64Encoded":true,"body":"{{bytes}}"}"""));
    }

    [Fact]
    public void A_text_that_holds_texts_without_end_is_read_to_some_depth()
    {
        var json = "{\"password\":\"deep\"}";
        for (var i = 0; i < 12; i++)
            json = JsonSerializer.Serialize(new Dictionary<string, string> { ["inner"] = json });
        Assert.DoesNotContain("deep", Apply(json), StringComparison.Ordinal);
    }

    [Fact]
    public void More_names_and_patterns_can_be_given()
    {
        var rules = RedactionRules.Usual.With(["Customer-Id"], ["[0-9]{3}-[0-9]{4}"]);
        using var document = JsonDocument.Parse("""{"customerId":"c9","phone":"call 555-1234 now","token":"t"}""");
        Assert.Equal("""{"customerId":"[redacted]","phone":"call [redacted] now","token":"[redacted]"}""", EventRedaction.Apply(document.RootElement, rules));
    }

    [Theory]
    [InlineData("--", "x")]
    [InlineData("name", "(")]
    [InlineData("name", "")]
    [InlineData("name", "(a)\\1")]
    public void What_is_no_name_and_no_pattern_is_said(string name, string pattern) =>
        Assert.Throws<FormatException>(() => RedactionRules.Usual.With([name], [pattern]));

    private static string Apply(string json)
    {
        using var document = JsonDocument.Parse(json);
        return EventRedaction.Apply(document.RootElement, RedactionRules.Usual);
    }
}
