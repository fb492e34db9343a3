using System.Text.Json;
using Spectre.Console;
using Thaw.Cli.Profile;
using Thaw.Cli.Terminal;
using Thaw.Profiling.Analysis;
using Thaw.Profiling.Findings;
using Thaw.Profiling.Recordings;
using Thaw.Profiling.Recordings.Storage;
using Thaw.Profiling.Reports;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Profile;

/// <summary><c>thaw profile --children</c> with a tool that starts Python in every way.</summary>
public sealed class ChildrenTests : IDisposable
{
    private const string Tool =
        """
        import multiprocessing, os, subprocess, sys

        here = os.path.dirname(os.path.abspath(__file__))
        worker = os.path.join(here, "worker.py")

        def work():
            import fractions

        def run(*command, **more):
            subprocess.run(command, check=True, **more)

        if __name__ == "__main__":
            run(sys.executable, worker, "secret")
            run(sys.executable, worker, "secret")
            run("/bin/sh", "-c", 'exec "$@"', "sh", sys.executable, "-X", "dev", "-m", "told", cwd=here)
            run(sys.executable, os.path.join(here, "unseen.py"), env={"PATH": os.environ["PATH"]})
            run(sys.executable, "-I", os.path.join(here, "unseen.py"))
            run(sys.executable, os.path.join(here, "becomes.py"))
            killed = subprocess.Popen([sys.executable, os.path.join(here, "waits.py")], stdout=subprocess.PIPE)
            killed.stdout.read(1)
            killed.kill()
            killed.wait()
            worker = multiprocessing.get_context("spawn").Process(target=work)
            worker.start()
            worker.join()
            assert worker.exitcode == 0, worker.exitcode
        """;

    private readonly TemporaryFolder _folder = new();

    public ChildrenTests()
    {
        _folder.Write("tool.py", Tool);
        // What a child sees is what it would see without Thaw.
        _folder.Write("worker.py", "import sys\nimport wave\nassert not any('agent' in entry for entry in sys.path), sys.path\nassert '_thaw_agent' not in dir() and len(sys.argv) == 2\n");
        _folder.Write("told.py", "import colorsys\n");
        _folder.Write("unseen.py", "import wave\n");
        _folder.Write("becomes.py", "import os, sys\nos.execv(sys.executable, [sys.executable, os.path.join(os.path.dirname(__file__), 'later.py')])\n");
        _folder.Write("later.py", "import bisect\n");
        _folder.Write("waits.py", "import sys, threading\nsys.stdout.write('x')\nsys.stdout.flush()\nthreading.Event().wait()\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_program_is_an_entry_with_what_it_imports_and_which_statement_asks()
    {
        var children = Profile("--children").Children!;

        Assert.Equal(3, children.Runs);
        var worker = Program(children, "worker.py");
        Assert.Equal((2, 0), (worker.Processes, worker.Unfinished));
        Assert.True(worker is { StartMs: > 0, ImportsMs: > 0, LifeMs: > 0, PeakRssBytes: > 1_000_000 });
        var wave = worker.Modules.Single(module => module.Name == "wave");
        Assert.Equal(("worker.py", 2, -1), (Path.GetFileName(wave.File), wave.Line, wave.Parent));
        Assert.InRange(wave.CumulativeMs, wave.SelfMs, worker.ImportsMs!.Value * 3);
        Assert.Contains(Program(children, "-m told").Modules, module => module.Name == "colorsys");
        Assert.Contains(Program(children, "multiprocessing worker").Modules, module => module.Name == "fractions");
    }

    [Fact]
    public void Processes_that_do_not_end_in_order_are_counted_and_those_that_cannot_be_followed_are_not_there()
    {
        var children = Profile("--children").Children!;

        var killed = Program(children, "waits.py");
        Assert.Equal((1, 3), (killed.Processes, killed.Unfinished));
        Assert.Null(killed.ImportsMs);
        Assert.Empty(killed.Modules);
        // One process, two programs.
        Assert.Equal(3, Program(children, "becomes.py").Unfinished);
        Assert.Equal(0, Program(children, "later.py").Unfinished);
        Assert.DoesNotContain(children.Commands, command => command.Program.EndsWith("unseen.py", StringComparison.Ordinal));
        Assert.DoesNotContain(children.Commands, command => command.Program.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void The_report_names_them_in_every_form_and_nothing_is_followed_unasked()
    {
        var page = _folder.PathOf("page.html");
        Assert.DoesNotContain("Child processes", Text(Profile()), StringComparison.Ordinal);

        var recording = Profile("--children", "--html", page);

        var text = Text(recording);
        Assert.Matches(@"2 × worker\.py +\d", text);
        Assert.Matches(@"imports wave [\d.]+ ms  worker\.py:2", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        using var report = JsonDocument.Parse(ProfileReportJson.ToText(ProfileReportBuilder.Build(Analysis(recording))));
        Assert.Equal(3, report.RootElement.GetProperty("children").GetProperty("runs").GetInt32());
        Assert.Contains("worker.py", File.ReadAllText(page), StringComparison.Ordinal);
    }

    private static ProfileAnalysis Analysis(Recording recording) => ProfileAnalyzer.Analyze(recording, FindingThresholds.Default);

    private static string Text(Recording recording)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 80;
        TerminalReport.Write(console, Analysis(recording), 10);
        return writer.ToString();
    }

    private static ChildCommand Program(ChildrenPass children, string name) =>
        Assert.Single(children.Commands, command => command.Program == name || command.Program.EndsWith("/" + name, StringComparison.Ordinal));

    private Recording Profile(params string[] options)
    {
        var run = CommandRun.Of(
            ProfileCommand.Create(),
            ["--runs", "1", "--python", "/usr/bin/python3", "--out", _folder.PathOf("recording"), .. options, "--", "/usr/bin/python3", _folder.PathOf("tool.py")]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        return RecordingStore.Read(_folder.PathOf("recording"));
    }
}
