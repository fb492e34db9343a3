using Thaw.Linux.Capabilities;

namespace Thaw.Linux.Tests.Capabilities;

public sealed class CapabilityProbesTests
{
    [Fact]
    public void Every_probe_comes_to_an_end_with_words_for_the_user()
    {
        var reports = CapabilityProbes.RunAll();
        Assert.All(reports, report =>
        {
            Assert.Matches("^[a-z][a-z0-9.-]*$", report.Name);
            Assert.Contains(report.Group, CapabilityGroups.All);
            Assert.NotEqual("", report.Detail);
            Assert.DoesNotContain('\n', report.Detail);
            Assert.NotEqual("", report.Enables);
        });
        Assert.True(reports.Single(report => report.Name == "kernel").Available);
        Assert.Equal(8, reports.Count(report => report.Name.EndsWith("-namespaces", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_probe_that_throws_is_absent_with_the_reason()
    {
        var report = Assert.Single(CapabilityProbes.Run([Broken]));
        Assert.False(report.Available);
        Assert.Equal("out of order", report.Detail);
        Assert.Equal(("x", "y"), (report.Name, report.Enables));
    }

    [Fact]
    public void A_name_is_looked_up()
    {
        Assert.Equal("seccomp", CapabilityProbes.Run("seccomp")!.Name);
        Assert.Null(CapabilityProbes.Run("no-such-thing"));
        Assert.Null(CapabilityProbes.Run("python3.8"));
    }

    private static Capability Broken { get; } =
        new("x", CapabilityGroups.Kernel, "y", () => throw new InvalidOperationException("out\nof order"));
}
