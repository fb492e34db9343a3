using System.Xml.Linq;
using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Code;

/// <summary>Every NuGet package is there for a written reason.</summary>
public sealed class PackageTests
{
    private const string Document = "docs/dependencies.md";

    private static IReadOnlyList<string> Central { get; } =
        [.. Project.Includes(XDocument.Load(Repository.PathOf("Directory.Packages.props")), "PackageVersion")];

    [Fact]
    public void Every_package_is_justified_with_its_licence()
    {
        var rows = new MarkdownFile(Document).TableRows().ToDictionary(row => row[0].Trim('`'), row => row);
        Violations.None(
            Central.Where(name => !rows.ContainsKey(name)).Select(name => $"{name} has no row")
                .Concat(Central.Where(rows.ContainsKey)
                    .Where(name => rows[name].Count < 3 || rows[name].Any(string.IsNullOrWhiteSpace))
                    .Select(name => $"{name} has an empty cell")),
            $"{Document} says of every package what it is for and under which licence it comes");
    }

    [Fact]
    public void Every_justified_package_is_referenced()
    {
        // Directory.Build.props of tests/ gives every test project the runner's packages.
        var shared = Project.Includes(XDocument.Load(Repository.PathOf("tests/Directory.Build.props")), "PackageReference");
        var used = Project.Below("").SelectMany(project => project.Packages).Concat(shared).ToHashSet();
        Violations.None(
            Central.Where(name => !used.Contains(name)).Select(name => $"Directory.Packages.props: {name} is used by no project"),
            "a package that nothing refers to is removed");
    }

    [Fact]
    public void Every_project_has_a_lock_file() =>
        Violations.None(
            Project.Below("").Select(project => Path.Combine(Path.GetDirectoryName(project.Path)!, "packages.lock.json"))
                .Where(path => !TrackedFiles.All.Contains(path)),
            "every project's packages.lock.json is committed");

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = XDocument.Load(Repository.PathOf("Thaw.slnx")).Descendants("Project")
            .Select(project => project.Attribute("Path")?.Value);
        Assert.Equal(Project.Below("").Select(project => project.Path).Order(StringComparer.Ordinal), solution.Order(StringComparer.Ordinal));
    }
}
