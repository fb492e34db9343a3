using System.Text.Json;
using Thaw.Cli.Profile;
using Thaw.Cli.Terminal;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Profile;

/// <summary>The files that <c>profile</c> and <c>analyze</c> write beside the report.</summary>
public sealed class ExportOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_files_at_once_and_again_from_the_recording()
    {
        _folder.Write("tool.py", "import json\nsum(range(3_000_000))\n");
        string[] exports = ["--sarif", "--speedscope", "--importtime", "--openmetrics"];
        var recording = _folder.PathOf("recording");

        Assert.Equal(ExitCodes.Done, CommandRun.Of(ProfileCommand.Create(), [_folder.PathOf("tool.py"), "--runs", "1", "--out", recording, .. Files("a")]).ExitCode);
        Assert.Equal(ExitCodes.Done, CommandRun.Of(AnalyzeCommand.Create(), [recording, .. Files("b")]).ExitCode);

        Assert.All(exports, export => Assert.Equal(File.ReadAllText(_folder.PathOf("a" + export)), File.ReadAllText(_folder.PathOf("b" + export))));
        using var stacks = JsonDocument.Parse(File.ReadAllText(_folder.PathOf("a--speedscope")));
        Assert.StartsWith("init, MainThread", stacks.RootElement.GetProperty("profiles")[0].GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));

        IEnumerable<string> Files(string prefix) => exports.SelectMany(export => new[] { export, _folder.PathOf(prefix + export) });
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_refused_before_anything_runs()
    {
        var failure = Assert.Throws<FormatException>(() =>
            CommandRun.Of(ProfileCommand.Create(), "no-such-function", "--sarif", _folder.PathOf("missing/x.sarif")));

        Assert.Contains("--sarif", failure.Message, StringComparison.Ordinal);
        Assert.Contains("there is no folder", failure.Message, StringComparison.Ordinal);
    }
}
