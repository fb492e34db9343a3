using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Scripts;

/// <summary>With THAW_REQUIRE_ALL=1 a skip passes only when its capability is listed and its probe agrees.</summary>
public sealed class SkipTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("absent: kvm: no device", "None")]
    [InlineData("absent: criu: not installed", "criu is there: its probe in tests/absent.txt succeeded")]
    [InlineData("absent: qemu: not installed", "qemu is not listed in tests/absent.txt")]
    [InlineData("too slow", "a skip must say `absent: NAME: why`")]
    public void A_skip_is_judged_by_list_and_probe(string reason, string expected)
    {
        var list = _folder.Write("absent.txt", "# a comment\nkvm\tfalse\tnot every machine has it\ncriu\ttrue\tno package\n");
        Assert.Equal(expected, Python("import absent; print(absent.read(pathlib.Path(sys.argv[1])).objection(sys.argv[2]))", list, reason));
    }

    [Fact]
    public void A_malformed_line_ends_the_run()
    {
        var list = _folder.Write("absent.txt", "kvm false not separated by tabs\n");
        var run = Run("import absent; absent.read(pathlib.Path(sys.argv[1]))", list);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("absent.txt:1: expected name, TAB, probe command, TAB, reason", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_repositorys_own_list_is_well_formed() =>
        Python("import absent; absent.read(pathlib.Path(sys.argv[1]))", Repository.PathOf("tests/absent.txt"));

    [Fact]
    public void A_result_file_that_was_cut_off_holds_no_tests() =>
        Assert.Equal("[]", Python("import trx; print(trx.read(pathlib.Path(sys.argv[1])))", _folder.Write("cut.trx", "<TestRun><Results>")));

    private static string Python(string program, params string[] arguments)
    {
        var run = Run(program, arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Trim();
    }

    private static CommandResult Run(string program, params string[] arguments) =>
        Commands.Run("/usr/bin/python3", ["-B", "-c", $"import pathlib, sys; sys.path.insert(0, 'eng/lib'); {program}", .. arguments]);
}
