using System.Diagnostics;
using Thaw.Testing;

namespace Thaw.Cli.Tests.HardInputs;

/// <summary>Ctrl-C and SIGTERM at different moments of a recording: the right exit code, and nothing left behind.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly ThawProcess _thaw = new();

    public void Dispose() => _thaw.Dispose();

    [Theory]
    [InlineData("INT", "preparing", 130)]
    [InlineData("TERM", "preparing", 143)]
    [InlineData("HUP", "preparing", 129)]
    [InlineData("INT", "baseline", 130)]
    [InlineData("TERM", "baseline", 143)]
    [InlineData("INT", "imports", 130)]
    [InlineData("TERM", "samples", 143)]
    [InlineData("INT", "usage", 130)]
    [InlineData("INT", "children", 130)]
    public void A_signal_ends_it_and_nothing_is_left(string signal, string moment, int code)
    {
        _thaw.WriteFunction("def handler(event, context):\n    return 1\n");
        using Process process = _thaw.Start(null, "profile", "f", "--runs", "3", "--children", "--out", "out");
        // The progress says which pass is under way; no waiting for a time.
        while (process.StandardError.ReadLine() is { } line && !line.Contains(moment, StringComparison.Ordinal))
        {
        }

        ThawProcess.Signal(process, signal);
        string error = process.StandardError.ReadToEnd();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        // The last pass is short: it may be over before the signal arrives.
        Assert.Contains(process.ExitCode, moment == "children" ? [0, code] : (int[])[code]);
        Assert.DoesNotContain("defect", error, StringComparison.Ordinal);
        _thaw.AssertNothingLeft();
        // Where the signal came after the last process, the recording is there, whole.
        Assert.Equal(Directory.Exists(_thaw.PathOf("out")), File.Exists(_thaw.PathOf("out/manifest.json")));
    }

    [Theory]
    [InlineData("handler", "def handler(event, context):\n    note()\n")]
    [InlineData("import", "note()\ndef handler(event, context):\n    return 1\n")]
    public void A_signal_while_the_function_hangs_ends_the_function_too(string place, string code)
    {
        string ready = _thaw.PathOf(place);
        _thaw.WriteFunction(
            $"import threading\ndef note():\n    open({'"' + ready + '"'}, 'w').close()\n    threading.Event().wait()\n{code}");
        using Process process = _thaw.Start(null, "profile", "f", "--out", "out");
        ProcessFacts.WaitUntil(() => File.Exists(ready), "the function did not start");

        ThawProcess.Signal(process, "INT");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(130, process.ExitCode);
        Assert.Contains("thaw: interrupted; nothing was left behind", error, StringComparison.Ordinal);
        _thaw.AssertNothingLeft();
        Assert.False(Directory.Exists(_thaw.PathOf("out")));
    }

    /// <summary>Where even the clean-up may not run, the guardian does it.</summary>
    [Fact]
    public void After_kill_9_the_guardian_removes_what_is_left()
    {
        string ready = _thaw.PathOf("ready");
        _thaw.WriteFunction($"import threading\nopen({'"' + ready + '"'}, 'w').close()\nthreading.Event().wait()\n");
        using Process process = _thaw.Start(null, "profile", "f", "--out", "out");
        ProcessFacts.WaitUntil(() => File.Exists(ready), "the function did not start");
        Assert.Throws<Xunit.Sdk.DoesNotContainException>(_thaw.AssertNoTemporaryRecording);

        ThawProcess.Signal(process, "KILL");
        process.WaitForExit();

        ProcessFacts.WaitUntil(
            () => !Directory.EnumerateFiles(_thaw.PathOf("state"), "*", SearchOption.AllDirectories).Any(), "the ledger is still there");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_thaw.PathOf("tmp"), "thaw-*"));
        _thaw.AssertNoTemporaryRecording();
        Assert.False(Directory.Exists(_thaw.PathOf("out")));
    }
}
