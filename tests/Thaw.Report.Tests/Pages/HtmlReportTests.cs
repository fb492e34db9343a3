using System.Text.Json;
using System.Text.RegularExpressions;

namespace Thaw.Report.Tests.Pages;

/// <summary>The file that is written, without a browser.</summary>
public sealed partial class HtmlReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("</script><script>window.broken = 1</script>")]
    [InlineData("<!--<script>")]
    [InlineData("a\u2028b\0\"'&`")]
    public void No_name_ends_the_element_that_holds_the_data(string name)
    {
        var page = File.ReadAllText(SyntheticPage.Write(
            _folder, 40, 400, recording => SyntheticPage.WithModule(recording, 7, name, $"/x/{name}.py")));
        var data = Data().Match(page).Groups[1].Value;
        Assert.DoesNotContain('<', data);
        Assert.DoesNotContain('&', data);
        using var json = JsonDocument.Parse(data);
        Assert.Contains(json.RootElement.GetProperty("strings").EnumerateArray(), text => text.GetString() == name);
    }

    [Fact]
    public void The_file_names_no_other_file_and_no_host()
    {
        var page = File.ReadAllText(SyntheticPage.Write(_folder, 40, 400));
        Assert.Empty(Source().Matches(page));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", Data().Replace(page, "").Split("<script>")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_recording_makes_the_same_page()
    {
        using var other = new TemporaryFolder();
        Assert.Equal(File.ReadAllBytes(SyntheticPage.Write(_folder, 60, 600)), File.ReadAllBytes(SyntheticPage.Write(other, 60, 600)));
    }

    [Fact]
    public void Call_paths_are_folded_into_their_callers_without_losing_time()
    {
        using var json = JsonDocument.Parse(Data().Match(File.ReadAllText(SyntheticPage.Write(_folder, 3000, 200_000))).Groups[1].Value);
        var invoke = json.RootElement.GetProperty("calls").EnumerateArray().Single(tree => tree.GetProperty("phase").GetString() == "invoke");
        Assert.True(invoke.GetProperty("folded").GetProperty("paths").GetInt32() > 0);
        Assert.Equal(20_000, invoke.GetProperty("nodes").GetProperty("parent").GetArrayLength());
        var wall = invoke.GetProperty("nodes").GetProperty("wall").EnumerateArray().Sum(value => value.GetDouble());
        var sampled = json.RootElement.GetProperty("samples")[1];
        Assert.Equal(sampled.GetProperty("wallMs").GetDouble() * sampled.GetProperty("sampledShare").GetDouble(), wall, wall / 100);
    }

    [Fact]
    public void A_recording_without_imports_and_samples_still_makes_a_page()
    {
        var page = File.ReadAllText(SyntheticPage.Write(
            _folder, 40, 400, recording => recording with { Imports = null, Samples = null, Usage = null }));
        using var json = JsonDocument.Parse(Data().Match(page).Groups[1].Value);
        Assert.Empty(json.RootElement.GetProperty("modules").GetProperty("name").EnumerateArray());
        Assert.NotEmpty(json.RootElement.GetProperty("phases").EnumerateArray());
    }

    [GeneratedRegex("""<script type="application/json" id="data">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Data();

    [GeneratedRegex("""(?:<script|<img|<iframe)[^>]*\ssrc=|<link[^>]*href="(?!data:)|@import|url\((?!#|["']?data:)""")]
    private static partial Regex Source();
}
