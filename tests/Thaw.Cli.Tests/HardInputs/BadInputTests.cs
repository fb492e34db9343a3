using Thaw.Testing;

namespace Thaw.Cli.Tests.HardInputs;

/// <summary>What users get wrong, and what machines lack: one line, the right exit code, nothing left behind.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Good = "def handler(event, context):\n    return 1\n";

    private readonly ThawProcess _thaw = new();

    public void Dispose() => _thaw.Dispose();

    private void AssertRefused(int code, string expected, string? wrapper, params string[] arguments)
    {
        CommandRun run = _thaw.Run(wrapper, ["profile", .. arguments]);

        Assert.Equal((code, ""), (run.ExitCode, run.Output));
        string complaint = Assert.Single(
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("thaw: ", StringComparison.Ordinal));
        Assert.Contains(expected, complaint, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        _thaw.AssertNothingLeft();
        Assert.False(Directory.Exists(_thaw.PathOf("out")));
    }

    [Fact]
    public void A_missing_folder() => AssertRefused(2, "nowhere", null, "nowhere", "--out", "out");

    [Fact]
    public void A_handler_whose_module_does_not_exist()
    {
        _thaw.WriteFunction(Good);
        AssertRefused(2, "handler 'nope.handler' needs nope.py", null, "f", "--handler", "nope.handler", "--out", "out");
    }

    [Fact]
    public void A_handler_that_does_not_exist()
    {
        _thaw.WriteFunction(Good);
        AssertRefused(1, "has no attribute 'nope'", null, "f", "--handler", "handler.nope", "--out", "out");
    }

    [Fact]
    public void A_syntax_error()
    {
        _thaw.WriteFunction("def handler(event, context:\n    return 1\n");
        AssertRefused(1, "handler.py:1", null, "f", "--out", "out");
    }

    [Fact]
    public void An_event_that_is_not_json()
    {
        _thaw.WriteFunction(Good);
        _thaw.Write("event.json", "{\n  'a': 1\n}\n");
        AssertRefused(2, "event.json:2:", null, "f", "--events", "event.json", "--out", "out");
    }

    [Fact]
    public void A_file_in_the_place_of_the_recording()
    {
        _thaw.WriteFunction(Good);
        _thaw.Write("taken", "precious");
        AssertRefused(2, "taken: is a file", null, "f", "--out", "taken");
        Assert.Equal("precious", File.ReadAllText(_thaw.PathOf("taken")));
    }

    [RequiresFact("root")]
    public void No_space_for_the_recording()
    {
        _thaw.WriteFunction(Good);
        Directory.CreateDirectory(_thaw.PathOf("small"));
        AssertRefused(
            2, "No space left on device", "unshare -m sh -c 'mount -t tmpfs -o size=4k,nr_inodes=8 none small && exec \"$@\"' sh \"$@\"",
            "f", "--runs", "60", "--out", "small/out");
    }

    [RequiresFact("root")]
    public void No_space_for_the_page_keeps_the_recording()
    {
        _thaw.WriteFunction(Good);
        Directory.CreateDirectory(_thaw.PathOf("small"));

        CommandRun run = _thaw.Run(
            "unshare -m sh -c 'mount -t tmpfs -o size=4k,nr_inodes=8 none small && exec \"$@\"' sh \"$@\"",
            "profile", "f", "--runs", "1", "--out", "out", "--html", "small/page.html");

        Assert.Equal(2, run.ExitCode);
        string complaint = Assert.Single(
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => line.StartsWith("thaw: ", StringComparison.Ordinal));
        Assert.Contains("No space left on device", complaint, StringComparison.Ordinal);
        Assert.True(File.Exists(_thaw.PathOf("out/manifest.json")));
        _thaw.AssertNothingLeft();
    }

    [RequiresFact("root")]
    public void A_folder_for_the_recording_that_cannot_be_written()
    {
        _thaw.WriteFunction(Good);
        Directory.CreateDirectory(_thaw.PathOf("sealed"));
        AssertRefused(
            2, "no folder can be made there", "unshare -m sh -c 'mount -t tmpfs -o ro none sealed && exec \"$@\"' sh \"$@\"",
            "f", "--out", "sealed/out");
    }

    [RequiresFact("root")]
    public void A_function_in_a_read_only_folder_is_profiled()
    {
        _thaw.WriteFunction(Good);

        CommandRun run = _thaw.Run(
            "unshare -m sh -c 'mount --bind f f && mount -o remount,ro,bind f && exec \"$@\"' sh \"$@\"",
            "profile", "f", "--runs", "1", "--out", "out");

        Assert.Equal(("", 0), (run.Error.Contains("thaw: ", StringComparison.Ordinal) ? run.Error : "", run.ExitCode));
        _thaw.AssertNothingLeft();
    }

    [Fact]
    public void A_folder_with_a_newline_in_its_name_is_profiled()
    {
        _thaw.WriteFunction(Good, "two\nlines");

        CommandRun run = _thaw.Run(null, "profile", "two\nlines", "--runs", "1", "--out", "out", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.NotNull(System.Text.Json.Nodes.JsonNode.Parse(run.Output));
    }

    [Fact]
    public void A_function_whose_every_event_crashes_is_reported_and_the_answer_is_no()
    {
        _thaw.WriteFunction("import ctypes, wave\ndef handler(event, context):\n    ctypes.string_at(0)\n");

        CommandRun run = _thaw.Run(null, "profile", "f", "--runs", "1", "--out", "out");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SIGSEGV", run.Output, StringComparison.Ordinal);
        Assert.Contains("wave", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_thaw.PathOf("out/manifest.json")));
    }
}
