using Thaw.Testing;

namespace Thaw.Linux.Tests.Conventions;

/// <summary>The means by which tests are skipped must itself be sure, or tests vanish unseen.</summary>
public sealed class TestCapabilitiesTests
{
    [Fact]
    public void What_is_there_is_not_skipped() => Assert.Null(new RequiresFactAttribute("kernel").Skip);

    [Fact]
    public void What_is_absent_is_skipped_with_name_and_reason()
    {
        Assert.StartsWith("absent: deb.no-such-package: not installed: ", new RequiresFactAttribute("kernel", "deb.no-such-package").Skip, StringComparison.Ordinal);
        Assert.StartsWith("absent: deb.no-such-package: ", new RequiresTheoryAttribute("deb.no-such-package").Skip, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_a_mistake_in_the_test() =>
        Assert.Throws<ArgumentException>(() => new RequiresFactAttribute("kernle"));

    [Fact]
    public void The_list_of_what_may_be_absent_names_capabilities_that_exist()
    {
        var lines = File.ReadAllLines(Repository.PathOf("tests/absent.txt")).Where(line => line.Length > 0 && line[0] != '#').ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            var fields = line.Split('\t');
            Assert.Equal(3, fields.Length);
            // Throws for a name that no test could ask for.
            _ = TestCapabilities.WhyAbsent(fields[0]);
        });
    }
}
