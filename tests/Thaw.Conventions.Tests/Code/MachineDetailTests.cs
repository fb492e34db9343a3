using System.Text.RegularExpressions;
using Thaw.Conventions.Tests.Sources;

namespace Thaw.Conventions.Tests.Code;

/// <summary>Nothing in the repository depends on the machine where it was written, or on where packages come from.</summary>
public sealed partial class MachineDetailTests
{
    // Assembled from parts, so that this file does not hold what it forbids.
    private static readonly string[] Forbidden =
    [
        .. new[] { "work", "farm", "root", "home/[a-z]+", "Users", "tmp/w-[a-z]+" }.Select(folder => $@"(?<![\w.}}*/]){'/'}{folder}/"),
        .. new[]
        {
            "deb!debian!org", "security!debian!org", "snapshot!debian!org", "archive!ubuntu!com", "api!nuget!org", "pypi!org",
            "pythonhosted!org", "registry!npmjs!org", "crates!io", "proxy!golang!org", "repo!maven!apache!org",
        }.Select(host => host.Replace("!", @"\.", StringComparison.Ordinal)),
    ];

    private static readonly Regex Any = new(string.Join('|', Forbidden));

    [Fact]
    public void No_file_names_a_folder_of_one_machine_or_a_package_registry() =>
        Violations.None(
            from file in TrackedFiles.All
            let text = TrackedFiles.Read(file)
            where !text.Contains('\0', StringComparison.Ordinal)
            from match in Any.Matches(text)
            select $"{file}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value}",
            "no machine's own paths and no registry's address");

    [Fact]
    public void The_check_finds_what_it_forbids()
    {
        Assert.Matches(Any, "see /" + "work/x");
        Assert.Matches(Any, "https://" + "pypi." + "org/simple");
        Assert.DoesNotMatch(Any, "src/work/x and <root>/home/ and $HOME/x");
    }
}
