using Thaw.Linux.Processes;

namespace Thaw.Linux.Tests.Processes;

public sealed class CapturedCommandTests
{
    [Fact]
    public void Output_and_errors_come_together()
    {
        var command = CapturedCommand.Run(ChildProcessTests.Shell("echo; echo one; echo two >&2; exit 5"), TimeSpan.FromSeconds(30));
        Assert.Equal("\none\ntwo\n", command.Output);
        Assert.Equal("one", command.FirstLine);
        Assert.Equal(5, command.Exit!.Value.ExitCode);
        Assert.False(command.Succeeded);
    }

    [Fact]
    public void A_command_that_hangs_is_killed_and_its_output_kept()
    {
        var command = CapturedCommand.Run(ChildProcessTests.Shell("echo begun; sleep 1000"), TimeSpan.FromMilliseconds(200));
        Assert.Null(command.Exit);
        Assert.False(command.Succeeded);
    }

    [Fact]
    public void A_descendant_that_stays_does_not_hold_it_up()
    {
        var command = CapturedCommand.Run(ChildProcessTests.Shell("sleep 1000 & echo done"), TimeSpan.FromSeconds(30));
        Assert.True(command.Succeeded);
        Assert.Equal("done\n", command.Output);
    }
}
