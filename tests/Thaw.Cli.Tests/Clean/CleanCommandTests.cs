using System.Text.Json;
using Thaw.Cli.Clean;
using Thaw.Cli.Terminal;
using Thaw.Linux.Ownership;
using Thaw.Testing;

namespace Thaw.Cli.Tests.Clean;

[Collection(nameof(CleanCommandTests))]
public sealed class CleanCommandTests : IDisposable
{
    private readonly TemporaryFolder _state = new();

    public CleanCommandTests() => Environment.SetEnvironmentVariable("THAW_STATE", _state.PathOf("state"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("THAW_STATE", null);
        _state.Dispose();
    }

    [Fact]
    public void Nothing_to_clean()
    {
        var run = CommandRun.Of(CleanCommand.Create());
        Assert.Equal((ExitCodes.Done, $"nothing to clean in {_state.PathOf("state")}\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public void What_a_running_thaw_owns_stays()
    {
        using var ledger = OwnershipLedger.Open(_state.PathOf("state"));
        using var folder = ledger.CreateOwnedFolder("test", _state.Path);
        var run = CommandRun.Of(CleanCommand.Create());
        Assert.EndsWith("; 1 running thaw left alone\n", run.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder.Path));
    }

    [Fact]
    public void What_a_dead_thaw_owned_goes_after_a_dry_run_has_shown_it()
    {
        var folder = LeaveBehind();
        var dry = CommandRun.Of(CleanCommand.Create(), "--dry-run");
        Assert.Equal(ExitCodes.Done, dry.ExitCode);
        Assert.Contains($"would remove folder {folder}, left by", dry.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder));

        var run = CommandRun.Of(CleanCommand.Create(), "--json");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.False(Directory.Exists(folder));
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal("thaw.clean", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("version").GetInt32());
        var orphan = Assert.Single(document.RootElement.GetProperty("orphans").EnumerateArray());
        Assert.Equal("folder", orphan.GetProperty("kind").GetString());
        Assert.True(orphan.GetProperty("removed").GetBoolean());
    }

    [Fact]
    public void What_cannot_be_judged_is_named_and_makes_the_answer_no()
    {
        _state.Write("state/owned/odd.ledger", "");
        File.SetUnixFileMode(_state.PathOf("state"), (UnixFileMode)0b111_000_000);
        var run = CommandRun.Of(CleanCommand.Create());
        Assert.Equal(ExitCodes.AnswerIsNo, run.ExitCode);
        Assert.Contains("left alone", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_folder_that_is_not_ours_alone_is_refused()
    {
        Directory.CreateDirectory(_state.PathOf("state"));
        File.SetUnixFileMode(_state.PathOf("state"), (UnixFileMode)0b111_111_111);
        var run = CommandRun.Of(CleanCommand.Create());
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Matches("^thaw: clean: .* is writable by others; run: chmod 700 .*\n$", run.Error);
    }

    /// <summary>A folder, and its ledger under the name of a process that started with the machine and is no more.</summary>
    private string LeaveBehind()
    {
        using var ledger = OwnershipLedger.Open(_state.PathOf("state"));
        using var owned = ledger.CreateOwnedFolder("test", _state.Path);
        File.Copy(ledger.Path, _state.PathOf($"state/owned/{Environment.ProcessId}-1-1.ledger"));
        owned.Dispose();
        return Directory.CreateDirectory(owned.Path).FullName;
    }
}
