using Thaw.Linux.Processes;

namespace Thaw.Linux.Tests.Processes;

public sealed class ProcessStatTests
{
    [Fact]
    public void A_name_may_hold_parentheses_and_spaces()
    {
        var stat = ProcessStat.Parse("42 (a) S (b) Z 1 2 3 0 -1 4 5 6 7 8 9 10 11 12 13 14 15 16 777 18 19\n");
        Assert.Equal(new ProcessStat(42, 'Z', 1, 2, 3, 777), stat);
        Assert.False(stat.IsAlive);
    }

    [Fact]
    public void This_process_is_among_all_and_a_pid_out_of_range_is_nobody()
    {
        Assert.Contains(ProcessStat.ReadAll(), process => process.Pid == Environment.ProcessId);
        Assert.Null(ProcessStat.Read(int.MaxValue));
    }
}
