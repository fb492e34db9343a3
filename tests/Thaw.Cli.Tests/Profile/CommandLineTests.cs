using Thaw.Cli.Profile;
using Thaw.Cli.Terminal;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Profile;

/// <summary><c>thaw profile -- COMMAND</c> with real interpreters.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_installed_command_runs_with_its_arguments_in_the_callers_folder()
    {
        // As pip writes them. The exit says whether the process is what it would be without Thaw.
        var command = _folder.Write(
            "bin/greet",
            $$"""
            #!/usr/bin/python3
            import os, sys
            from greeting import main
            if __name__ == "__main__":
                assert os.getcwd() == {{Python(Directory.GetCurrentDirectory())}}, os.getcwd()
                assert sys.argv[1:] == ["--name", "you"] and sys.argv[0].endswith("/greet"), sys.argv
                sys.exit(main())
            """);
        _folder.Write("bin/greeting.py", "import wave\ndef main(): return 0\n");

        var run = Profile("--", command, "--name", "you");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        var recording = RecordingStore.Read(_folder.PathOf("recording"));
        Assert.Equal(("script", "greet"), (recording.Manifest.Function.Kind, recording.Manifest.Function.Name));
        Assert.All(recording.Baseline.Runs, process => Assert.Equal("ok", process.Outcome.Kind));
        Assert.Contains("wave", recording.Imports!.Modules.Select(module => module.Name));
        Assert.False(recording.Imports.Modules.Single(module => module.Name == "__main__").Failed);
    }

    [Fact]
    public void A_module_finds_its_own_path_as_the_name_of_the_program()
    {
        _folder.Write("tool/__init__.py", "");
        _folder.Write("tool/__main__.py", "import sys\nassert sys.argv[0].endswith('/tool/__main__.py') and sys.argv[1:] == ['x'], sys.argv\n");

        Assert.Equal(ExitCodes.Done, Profile(_folder.Path, "-m", "tool", "--", "x").ExitCode);
        Assert.Equal("module", RecordingStore.ReadManifest(_folder.PathOf("recording")).Function.Kind);
    }

    private CommandRun Profile(params string[] target) =>
        CommandRun.Of(ProfileCommand.Create(), ["--runs", "1", "--out", _folder.PathOf("recording"), .. target]);

    private static string Python(string text) => "'" + text.Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
