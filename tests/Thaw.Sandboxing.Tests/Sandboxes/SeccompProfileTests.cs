using System.Text.Json;
using Thaw.Sandboxing.Launching;
using Thaw.Testing;

namespace Thaw.Sandboxing.Tests.Sandboxes;

/// <summary>The default profile allows nothing that Docker's does not allow to a container without capabilities.</summary>
public sealed class SeccompProfileTests
{
    private static readonly JsonElement Docker = Read(Repository.PathOf("tests/Thaw.Sandboxing.Tests/Data/docker-default-seccomp.json"));
    private static readonly JsonElement Ours = Read(new SandboxLauncherSettings().SeccompProfilePath);

    [Fact]
    public void What_it_does_not_name_is_refused() => Assert.Equal("SCMP_ACT_ERRNO", Ours.GetProperty("defaultAction").GetString());

    [Fact]
    public void What_it_allows_without_condition_Docker_does_too()
    {
        var allowed = AllowedIn(Ours, conditional: false).SelectMany(Names).ToList();
        Assert.True(allowed.Count > 200);
        Assert.Empty(allowed.Except(AllowedIn(Docker, conditional: false).SelectMany(Names)));
    }

    [Fact]
    public void What_it_allows_under_a_condition_Docker_allows_under_the_same_or_a_wider_one()
    {
        foreach (var rule in AllowedIn(Ours, conditional: true))
        {
            var name = Assert.Single(Names(rule));
            // Docker: any socket family below 38; here, four of these.
            if (name == "socket")
                Assert.InRange(rule.GetProperty("args")[0].GetProperty("value").GetInt32(), 1, 37);
            else
                Assert.Contains(Condition(rule), AllowedIn(Docker, conditional: true).Where(other => Names(other).Contains(name)).Select(Condition));
        }
    }

    [Theory]
    [InlineData("ptrace")]
    [InlineData("process_vm_readv")]
    [InlineData("io_uring_setup")]
    [InlineData("userfaultfd")]
    [InlineData("bpf")]
    [InlineData("perf_event_open")]
    [InlineData("keyctl")]
    [InlineData("mount")]
    [InlineData("unshare")]
    [InlineData("setns")]
    public void Calls_that_lead_out_are_not_allowed(string name) =>
        Assert.DoesNotContain(name, Ours.GetProperty("syscalls").EnumerateArray().SelectMany(Names));

    private static IEnumerable<JsonElement> AllowedIn(JsonElement profile, bool conditional) =>
        profile.GetProperty("syscalls").EnumerateArray().Where(rule =>
            rule.GetProperty("action").GetString() == "SCMP_ACT_ALLOW" && Has(rule, "args") == conditional
            && !(rule.TryGetProperty("includes", out var includes) && Has(includes, "caps")));

    private static bool Has(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;

    private static IEnumerable<string> Names(JsonElement rule) =>
        rule.GetProperty("names").EnumerateArray().Select(name => name.GetString()!);

    private static string Condition(JsonElement rule) =>
        string.Join(' ', rule.GetProperty("args").EnumerateArray().Select(argument =>
            $"{argument.GetProperty("index")} {argument.GetProperty("op")} {argument.GetProperty("value")}"));

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;
}
