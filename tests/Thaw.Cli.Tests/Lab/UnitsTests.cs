using Thaw.Cli.Lab;

namespace Thaw.Cli.Tests.Lab;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(1.0284, "ratio", "1.028")]
    [InlineData(0.9512, "share", "95.1 %")]
    [InlineData(1.5e9, "bytes", "1.50 GB")]
    [InlineData(2.5e6, "bytes", "2.50 MB")]
    [InlineData(123.4, "ms", "123 ms")]
    [InlineData(1.234, "s", "1.23 s")]
    [InlineData(20, "count", "20")]
    public void ANumberHasItsUnit(double value, string unit, string expected) => Assert.Equal(expected, Units.Format(value, unit));

    [Theory]
    [InlineData(1, 2, "ms", "1.00 … 2.00 ms")]
    [InlineData(9e8, 2e9, "bytes", "900 MB … 2.00 GB")]
    [InlineData(1, 1.1, "ratio", "1.000 … 1.100")]
    public void AnIntervalSaysItsUnitOnce(double low, double high, string unit, string expected) =>
        Assert.Equal(expected, Units.Range(low, high, unit));
}
