using System.Diagnostics;
using System.Text.Json;
using Thaw.Cli.Diff;
using Thaw.Cli.Terminal;
using Thaw.Functions;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Diff;

public sealed class DiffCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_revision_against_the_working_tree_names_the_statement_that_was_added()
    {
        Commit("first", "import json\ndef handler(event, context): return 1\n");
        _folder.Write("repository/f/handler.py", "import json\nimport wave, helper\ndef handler(event, context): return 1\n");

        var run = CommandRun.Of(DiffCommand.Create(), "--git", "HEAD", _folder.PathOf("repository/f"), "--runs", "3", "--json");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using var diff = JsonDocument.Parse(run.Output);
        Assert.Equal("thaw.diff", diff.RootElement.GetProperty("schema").GetString());
        var change = diff.RootElement.GetProperty("statements")[0];
        Assert.Equal(("added", "handler.py", 2), (change.GetProperty("change").GetString(), change.GetProperty("file").GetString(), change.GetProperty("line").GetInt32()));
        Assert.Equal(["wave", "helper"], change.GetProperty("targets").EnumerateArray().Select(target => target.GetString()));
        Assert.Equal("HEAD", diff.RootElement.GetProperty("before").GetProperty("source").GetString());
        Assert.Equal(9, diff.RootElement.GetProperty("before").GetProperty("runs").GetInt32());
        Assert.Equal(" M f/handler.py\n", Git("status", "--porcelain"));
    }

    [Theory]
    [InlineData("--git v9: names no commit", "--git", "v9", "repository/f")]
    [InlineData("is not in HEAD", "--git", "HEAD", "repository/new")]
    [InlineData("is in no git repository", "--git", "HEAD", "outside")]
    [InlineData("no such file or folder", "--git", "HEAD", "nowhere")]
    public void What_git_does_not_have_is_one_clear_line(string why, string option, string revision, string path)
    {
        Commit("first", "def handler(event, context): return 1\n");
        _folder.Write("repository/new/handler.py", "def handler(event, context): return 1\n");
        _folder.Write("outside/handler.py", "def handler(event, context): return 1\n");

        var failure = Assert.Throws<FunctionException>(() => CommandRun.Of(DiffCommand.Create(), option, revision, _folder.PathOf(path)));

        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void One_path_alone_is_no_comparison() =>
        Assert.Throws<FormatException>(() => CommandRun.Of(DiffCommand.Create(), "recording"));

    private void Commit(string message, string handler)
    {
        _folder.Write("repository/f/handler.py", handler);
        _folder.Write("repository/f/helper.py", "");
        _folder.Write("repository/f/thaw.yaml", "handler: handler.handler\npackages: []\n");
        // Left out of archives, and part of the function all the same.
        _folder.Write("repository/.gitattributes", "f/thaw.yaml export-ignore\n");
        Git("init", "--quiet");
        Git("add", "--all");
        Git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", message);
    }

    private string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", _folder.PathOf("repository"), .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
