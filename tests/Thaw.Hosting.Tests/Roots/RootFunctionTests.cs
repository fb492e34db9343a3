using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Thaw.Hosting.Functions;
using Thaw.Testing;

namespace Thaw.Hosting.Tests.Roots;

/// <summary>Functions with a root file system in place of the host's /usr.</summary>
public sealed class RootFunctionTests
{
    // What bash has of HTTP.
    private const string Program = """
        #!/bin/bash
        host=${AWS_LAMBDA_RUNTIME_API%:*} port=${AWS_LAMBDA_RUNTIME_API#*:}
        while true; do
          exec 5<> /dev/tcp/$host/$port
          printf 'GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n\r\n' >&5
          while read -r line <&5 && [ "$line" != $'\r' ]; do
            case $line in Lambda-Runtime-Aws-Request-Id:*) id=${line#*: } id=${id%$'\r'};; esac
          done
          places=$(echo /usr/*)
          body="\"$places\""
          exec 5<> /dev/tcp/$host/$port
          printf 'POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nContent-Length: %s\r\n\r\n%s' "$id" "${#body}" "$body" >&5
          read -r line <&5
        done
        """;

    [RequiresFact("root")]
    public async Task The_python_of_a_root_runs_the_function_until_no_version_uses_it()
    {
        await using var host = new TestHost();
        using var folder = new TemporaryFolder();
        var runtime = SmallRoot.AddPython(folder.PathOf("root"));
        folder.Write("root/etc/mark", "of this root");
        var root = await AddAsync(host, folder);
        Assert.Equal([runtime], host.Host.Roots.PythonsOf(root));
        var zip = TestHost.Zip(("f.py", """
            import json, os, sys
            def handler(event, context):
                return [sys.executable, open("/etc/mark").read(), os.path.exists("/usr/share"), os.path.exists("/usr/bin"), os.getuid() > 1000]
            """));
        var settings = new FunctionChange { Runtime = runtime, Handler = "f.handler", Sandbox = new FunctionSandbox { RootFs = root } };
        host.Host.Functions.Create("own", zip, settings, publish: false);
        var expected = $"""["/usr/local/bin/{runtime}", "of this root", false, false, true]""";
        Assert.Equal(expected, TestHost.Text(await host.InvokeAsync("own")));

        await host.RestartAsync();
        Assert.Equal(expected, TestHost.Text(await host.InvokeAsync("own")));
        Assert.True(Directory.Exists(host.PathOf("roots/" + root)));
        host.Host.Functions.Delete(new FunctionName("own", null));
        await host.RestartAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(host.PathOf("roots")));
    }

    [RequiresFact("root")]
    public async Task A_program_of_the_functions_own_runs_in_a_root_without_python()
    {
        await using var host = new TestHost();
        using var folder = new TemporaryFolder();
        SmallRoot.AddProgram(folder.PathOf("root"), "/bin/bash", "/bin/bash");
        folder.Write("root/usr/mark", "");
        var root = await AddAsync(host, folder);
        Assert.Empty(host.Host.Roots.PythonsOf(root));
        var settings = new FunctionChange { Runtime = "provided.al2023", Handler = "any", Sandbox = new FunctionSandbox { RootFs = root } };
        host.Host.Functions.Create("bash", Executable(), settings, publish: false);
        for (var time = 0; time < 2; time++)
            Assert.Equal("\"/usr/mark\"", TestHost.Text(await host.InvokeAsync("bash")));
    }

    [RequiresFact("root")]
    public async Task What_does_not_fit_is_refused_in_words()
    {
        await using var host = new TestHost();
        using var folder = new TemporaryFolder();
        folder.Write("root/usr/mark", "");
        var root = await AddAsync(host, folder);
        Refused("provided", new FunctionChange { Sandbox = new FunctionSandbox { RootFs = root } });
        Refused("There is no root file system", new FunctionChange { Sandbox = new FunctionSandbox { RootFs = new string('0', 64) } });
        Refused("names no root file system", new FunctionChange { Sandbox = new FunctionSandbox { RootFs = "../../etc" } });
        Refused("Debian packages are the host's", new FunctionChange { Packages = ["python3-yaml"], Sandbox = new FunctionSandbox { RootFs = root } });
        var other = await Assert.ThrowsAsync<HostingException>(() => host.Host.Roots.AddAsync(Pack(folder), new string('0', 64), CancellationToken.None));
        Assert.Contains("does not have the checksum", other.Message, StringComparison.Ordinal);
        var none = "no tar at all"u8.ToArray();
        await Assert.ThrowsAsync<HostingException>(() => host.Host.Roots.AddAsync(new MemoryStream(none), Hash(none), CancellationToken.None));
        Assert.Equal([root], Directory.EnumerateFileSystemEntries(host.PathOf("roots")).Select(path => Path.GetFileName(path)));

        void Refused(string words, FunctionChange change)
        {
            var refused = Assert.Throws<HostingException>(() => host.Deploy("refused", "def handler(event, context): pass", change));
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<string> AddAsync(TestHost host, TemporaryFolder folder)
    {
        var tar = Pack(folder);
        var hash = Hash(tar.ToArray());
        await host.Host.Roots.AddAsync(tar, hash, CancellationToken.None);
        return hash;
    }

    private static MemoryStream Pack(TemporaryFolder folder)
    {
        var tar = new MemoryStream();
        TarFile.CreateFromDirectory(folder.PathOf("root"), tar, includeBaseDirectory: false);
        tar.Position = 0;
        return tar;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Executable()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = archive.CreateEntry("bootstrap");
            entry.ExternalAttributes = 0b1000_000_111_101_101 << 16;
            using var content = entry.Open();
            content.Write(Encoding.UTF8.GetBytes(Program));
        }
        return stream.ToArray();
    }
}
