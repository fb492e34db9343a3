using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Scripts;

/// <summary>The scripts that a newcomer starts can be started.</summary>
public sealed class ScriptTests
{
    private static readonly string[] Started = ["thaw", "test", "bench", "package", ".ci/run", "eng/private-python"];

    [Fact]
    public void Scripts_are_executable() =>
        Violations.None(
            Started.Where(path => !File.GetUnixFileMode(Repository.PathOf(path)).HasFlag(UnixFileMode.UserExecute | UnixFileMode.OtherExecute)),
            "a script that people start is executable");

    [Fact]
    public void Shell_scripts_parse() =>
        Violations.None(
            from path in Started.Concat(TrackedFiles.Below("eng/", ".sh"))
            let checkedBy = Commands.Run("bash", ["-n", path])
            where checkedBy.ExitCode != 0
            select $"{path}: {checkedBy.Error}",
            "bash reads every script");

    [Fact]
    public void The_launcher_starts_through_a_link_from_another_folder()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder.PathOf("thaw"), Repository.PathOf("thaw"));
        var version = Commands.Run("sh", ["-c", $"cd {folder.Path} && ./thaw --version"]);
        Assert.True(version.ExitCode == 0, version.Error);
        Assert.StartsWith("0.", version.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_test_project_is_bad_usage()
    {
        var run = Commands.Run("/usr/bin/python3", ["-B", "eng/lib/run_tests.py", Repository.Root, "NoSuchProject"]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("there is no test project NoSuchProject", run.Error, StringComparison.Ordinal);
    }
}
