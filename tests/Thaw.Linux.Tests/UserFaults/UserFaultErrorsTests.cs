using Thaw.Linux.UserFaults;

namespace Thaw.Linux.Tests.UserFaults;

public sealed class UserFaultErrorsTests
{
    [Theory]
    [InlineData(0, 4096, UserFaultOutcome.Done)]
    [InlineData(11, 8192, UserFaultOutcome.Partly)]
    [InlineData(11, 0, UserFaultOutcome.MapChanging)]
    [InlineData(4, 0, UserFaultOutcome.MapChanging)]
    [InlineData(17, 0, UserFaultOutcome.AlreadyThere)]
    [InlineData(2, 0, UserFaultOutcome.NotRegistered)]
    [InlineData(3, 0, UserFaultOutcome.ProcessGone)]
    [InlineData(28, 0, UserFaultOutcome.ProcessGone)]
    [InlineData(14, 0, UserFaultOutcome.SourceUnreadable)]
    [InlineData(22, 0, UserFaultOutcome.Refused)]
    [InlineData(12, 0, UserFaultOutcome.Refused)]
    public void Each_answer_of_the_kernel_means_one_thing(int errno, long done, UserFaultOutcome expected) =>
        Assert.Equal(expected, UserFaultErrors.Decide(errno, done));
}
