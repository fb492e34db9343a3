namespace Thaw.Functions.Tests;

public sealed class VersionSpecifierTests
{
    [Theory]
    [InlineData(">=3.9", "3.9.0", true)]
    [InlineData(">=3.9", "3.10.13", true)]
    [InlineData(">=3.9", "3.8.18", false)]
    [InlineData(">=3.9, <3.14", "3.14.0", false)]
    [InlineData(">=3.9,<3.14", "3.13.5", true)]
    [InlineData("3.11", "3.11.2", true)]
    [InlineData("3.11", "3.1.1", false)]
    [InlineData("==3.11", "3.11.0", true)]
    [InlineData("==3.11", "3.11.2", false)]
    [InlineData("==3.11.*", "3.11.2", true)]
    [InlineData("!=3.12.*", "3.12.1", false)]
    [InlineData("!=3.12.*", "3.13.0", true)]
    [InlineData("~=3.11", "3.12.0", true)]
    [InlineData("~=3.11", "3.10.9", false)]
    [InlineData("~=3.11.2", "3.12.0", false)]
    [InlineData(">3.11.2", "3.11.2", false)]
    [InlineData("<=3.15.0", "3.15.0rc1", true)]
    [InlineData(">=3", "2.7.18", false)]
    public void Versions_are_compared_number_by_number(string specifier, string version, bool expected)
    {
        Assert.True(VersionSpecifier.TryParse(specifier, out var parsed));
        Assert.Equal(expected, parsed.Matches(version));
    }

    [Theory]
    [InlineData("")]
    [InlineData("newest")]
    [InlineData(">=")]
    [InlineData(">=3.9.*")]
    [InlineData("~=3")]
    [InlineData(">=3.9,")]
    [InlineData("=3.9")]
    [InlineData("3.9.1.2")]
    [InlineData("3..9")]
    [InlineData("99999999999.1")]
    public void What_is_no_specifier_is_refused(string text) => Assert.False(VersionSpecifier.TryParse(text, out _));
}
