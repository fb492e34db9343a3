using System.Diagnostics;
using Thaw.Optimizing.Reports;
using Thaw.Testing;

namespace Thaw.Optimizing.Tests.Reports;

/// <summary>The diff of a report is a patch that patch(1) or git can apply.</summary>
public sealed class UnifiedDiffTests
{
    [Fact]
    public void Nothing_differs_nothing_is_written() => Assert.Equal("", UnifiedDiff.Of("a.py", "x = 1\n", "x = 1\n"));

    [Theory]
    [InlineData("import a\nimport b\n", "import a\npass\n")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n", "1\nB\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\nO\n16\nadded\nat the end\n")]
    [InlineData("no end", "no end\nmore")]
    [InlineData("a\r\nb\r\n", "a\r\nc\r\n")]
    [InlineData("1\n2\n3\n", "1\n")]
    public void Git_applies_it(string before, string after)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.py", before);
        var patch = folder.Write("edit.patch", UnifiedDiff.Of("a.py", before, after));

        using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--unsafe-paths", "--whitespace=nowarn", "--directory=" + folder.Path, patch])
        {
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        })!;
        var problem = git.StandardError.ReadToEnd();
        git.WaitForExit();

        Assert.True(git.ExitCode == 0, problem);
        Assert.Equal(after, File.ReadAllText(file));
    }
}
