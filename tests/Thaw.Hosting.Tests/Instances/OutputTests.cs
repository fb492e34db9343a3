using Thaw.Testing;

namespace Thaw.Hosting.Tests.Instances;

/// <summary>What functions write, by whatever name.</summary>
public sealed class OutputTests
{
    [RequiresFact("root")]
    public async Task Outputs_can_be_opened_by_their_names()
    {
        await using var host = new TestHost();
        host.Deploy(
            "writes",
            """
            import subprocess
            def handler(event, context):
                for place in ("/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/dev/fd/2"):
                    with open(place, "w") as output: output.write(place + "\n")
                subprocess.run("echo from a shell > /dev/stderr", shell=True, check=True)
            """);
        var done = await host.InvokeAsync("writes");
        Assert.Equal("null", TestHost.Text(done));
        foreach (var line in new[] { "/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/dev/fd/2", "from a shell" })
            Assert.Contains(line + "\n", TestHost.Log(done), StringComparison.Ordinal);
    }
}
