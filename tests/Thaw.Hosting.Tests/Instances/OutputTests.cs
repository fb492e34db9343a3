using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Hosting.Instances;
using Thaw.Linux.Pipes;
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
            """,
            new FunctionChange { TimeoutSeconds = 60 });
        var done = await host.InvokeAsync("writes");
        Assert.Equal("null", TestHost.Text(done));
        foreach (var line in new[] { "/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/dev/fd/2", "from a shell" })
            Assert.Contains(line + "\n", TestHost.Log(done), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_before_anybody_says_whose_it_is_belongs_to_the_first()
    {
        var (ours, theirs) = OutputPipe.Create();
        using var writer = new FileStream(theirs, FileAccess.Write, bufferSize: 0);
        writer.Write("early\n"u8);
        using var capture = new OutputCapture(ours);
        var (first, second) = (new InvocationLog(), new InvocationLog());
        capture.Turn(first);
        writer.Write("later\n"u8);
        capture.Turn(second);
        writer.Write("last\n"u8);
        capture.Turn(null);
        Assert.Equal(("early\nlater\n", "last\n"), (Encoding.UTF8.GetString(first.ToArray()), Encoding.UTF8.GetString(second.ToArray())));
    }
}
