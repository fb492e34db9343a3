using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Scripts;

/// <summary>The archive that the machine installs from is found in both of apt's source formats.</summary>
public sealed class AptSourceTests : IDisposable
{
    private readonly TemporaryFolder _etc = new();

    public void Dispose() => _etc.Dispose();

    [Fact]
    public void Stanzas_are_read()
    {
        _etc.Write("sources.list.d/a.sources", "Types: deb\nURIs: http://mirror.example/security\nSuites: trixie-security\n\n"
            + "Types: deb deb-src\n# a comment\nURIs: http://mirror.example/debian\nSuites: trixie\n trixie-updates\nSigned-By: /keys/a.gpg\n");
        Assert.Equal("http://mirror.example/debian /keys/a.gpg", Archive());
    }

    [Fact]
    public void Lines_are_read()
    {
        _etc.Write("sources.list", "# deb http://other.example/debian trixie main\n"
            + "deb [arch=amd64 signed-by=/keys/b.gpg] http://mirror.example/debian trixie main contrib\n");
        Assert.Equal("http://mirror.example/debian /keys/b.gpg", Archive());
    }

    [Fact]
    public void Disabled_and_source_only_stanzas_are_left_out()
    {
        _etc.Write("sources.list.d/a.sources", "Types: deb\nEnabled: no\nURIs: http://off.example/debian\nSuites: trixie\n\n"
            + "Types: deb-src\nURIs: http://source.example/debian\nSuites: trixie\n");
        Assert.Equal("none", Archive());
    }

    private string Archive()
    {
        const string Program = "import pathlib, sys; sys.path.insert(0, 'eng/lib'); import apt_sources as a; "
            + "s = a.debian_archive(a.machine_sources(pathlib.Path(sys.argv[1])), 'trixie'); print(f'{s.uri} {s.signed_by}' if s else 'none')";
        Directory.CreateDirectory(_etc.PathOf("sources.list.d"));
        var run = Commands.Run("/usr/bin/python3", ["-B", "-c", Program, _etc.Path]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Trim();
    }
}
