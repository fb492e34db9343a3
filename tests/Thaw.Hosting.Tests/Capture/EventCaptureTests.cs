using Thaw.Testing;

namespace Thaw.Hosting.Tests.Capture;

/// <summary>What a host keeps of its functions' events.</summary>
public sealed class EventCaptureTests
{
    private const string Echo = "def handler(event, context):\n    return 1 // event.get('by', 1)\n";

    [RequiresFact("root", "cgroups")]
    public async Task Samples_survive_the_host_without_secrets_closed_to_others_and_go_with_the_function()
    {
        await using var host = new TestHost(settings => settings with { CapturedEvents = 4 });
        host.Deploy("f", Echo);
        for (var i = 0; i < 3; i++)
            await host.InvokeAsync("f", """{"token": "t0psecret", "page": 1}""");
        await host.InvokeAsync("f", """{"by": 0}""");
        // Half of a surrogate pair: an event like any other for the function, and no sample.
        Assert.False((await host.InvokeAsync("f", """{"half": "\ud800"}""")).Answer.IsError);
        await host.RestartAsync();

        Assert.Equal(
            [("""{"token":"[redacted]","page":1}""", 1.5), ("""{"token":"[redacted]","page":1}""", 1.5), ("""{"by":0}""", 1)],
            host.Host.Captured.Of("f").Select(each => (each.Json, each.Weight)));
        var file = Assert.Single(Directory.GetFiles(host.PathOf("captured")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain("t0psecret", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        host.Host.Functions.Delete(new("f", null));
        Assert.Empty(Directory.GetFiles(host.PathOf("captured")));
        Assert.Empty(host.Host.Captured.Of("f"));
    }

    [RequiresFact("root", "cgroups")]
    public async Task Nothing_is_kept_unless_somebody_asks_for_it_and_a_damaged_file_is_named_and_left_alone()
    {
        await using var host = new TestHost();
        host.Deploy("f", Echo);
        await host.InvokeAsync("f", "{}");
        await File.WriteAllTextAsync(Path.Combine(host.PathOf("captured"), "g.json"), "damaged");
        await host.RestartAsync();
        Assert.Empty(host.Host.Captured.Of("f"));
        Assert.Contains("g.json: damaged", Assert.Single(host.Host.Damaged), StringComparison.Ordinal);
        await host.RestartAsync();
        Assert.Equal("damaged", await File.ReadAllTextAsync(Path.Combine(host.PathOf("captured"), "g.json")));
    }
}
