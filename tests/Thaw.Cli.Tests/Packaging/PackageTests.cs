using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Packaging;

/// <summary>Both packages are used where there is no .NET: on a root file system of Python, pip and a shell.</summary>
public sealed partial class PackageTests(BuiltPackages packages) : IClassFixture<BuiltPackages>
{
    // What every Debian has because apt needs it (libstdc++6), and what the test itself uses.
    private static readonly string[] Base = ["dash", "coreutils", "python3", "python3-pip", "libstdc++6", "zlib1g"];

    private const string Function = """
        mkdir -p /srv/f && cd /srv
        printf 'import json, wave\ndef handler(event, context):\n    return json.dumps(event)\n' > f/handler.py
        if command -v dotnet; then exit 9; fi
        """;

    [RequiresFact("clean-root")]
    public void The_tarball_runs_without_dotnet()
    {
        using var root = new CleanRoot(Base);
        File.Copy(packages.Tarball, root.PathOf("tmp/thaw.tar.gz"));

        var run = root.Run(Function + """

            python3 -c "import tarfile; tarfile.open('/tmp/thaw.tar.gz').extractall('/tmp')"
            /tmp/thaw-*/thaw --version
            /tmp/thaw-*/thaw profile f
            """);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Matches(Version(), run.Output);
        Assert.Contains("Cold start", run.Output, StringComparison.Ordinal);
        Assert.Contains("wave", run.Output, StringComparison.Ordinal);
    }

    [RequiresFact("clean-root")]
    public void The_wheel_gives_the_command_without_dotnet()
    {
        using var root = new CleanRoot(Base);
        File.Copy(packages.Wheel, root.PathOf("tmp/" + Path.GetFileName(packages.Wheel)));

        var run = root.Run(Function + """

            export PIP_BREAK_SYSTEM_PACKAGES=1
            python3 -m pip install --quiet --no-index --root-user-action=ignore /tmp/thaw-*.whl
            thaw --version
            thaw budget f --init 60s --memory 1GB --write-baseline b.json
            thaw budget f --baseline b.json --max-regression 900% --json
            python3 -m pip uninstall --quiet --yes thaw
            test ! -e /usr/local/bin/thaw
            """);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Matches(Version(), run.Output);
        Assert.Contains("Within budget", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"schema\": \"thaw.budget\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_of_the_wheel_names_every_file_with_its_checksum()
    {
        using var wheel = ZipFile.OpenRead(packages.Wheel);
        var record = wheel.Entries.Single(entry => entry.FullName.EndsWith("/RECORD", StringComparison.Ordinal));
        var lines = Text(record).TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToDictionary(parts => parts[0], parts => parts[1]);

        Assert.Equal(wheel.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal), lines.Keys.Order(StringComparer.Ordinal));
        foreach (var entry in wheel.Entries.Where(entry => entry != record))
        {
            using var content = entry.Open();
            var digest = Convert.ToBase64String(SHA256.HashData(content)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            Assert.Equal("sha256=" + digest, lines[entry.FullName]);
        }
    }

    [Fact]
    public void The_same_program_makes_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(
            "python3", ["-B", Repository.PathOf("eng/lib/package.py"), Repository.Root, Repository.PathOf("artifacts/package/publish"), folder.Path])
        {
            RedirectStandardOutput = true,
        };
        var first = SHA256.HashData(File.ReadAllBytes(packages.Wheel));
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(first, SHA256.HashData(File.ReadAllBytes(folder.PathOf(Path.GetFileName(packages.Wheel)))));
        Assert.Equal(
            SHA256.HashData(File.ReadAllBytes(packages.Tarball)), SHA256.HashData(File.ReadAllBytes(folder.PathOf(Path.GetFileName(packages.Tarball)))));
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(?m)^\d+\.\d+\.\d+")]
    private static partial Regex Version();
}
