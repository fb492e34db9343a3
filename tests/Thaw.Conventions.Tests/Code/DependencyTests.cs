using Thaw.Conventions.Tests.Sources;

namespace Thaw.Conventions.Tests.Code;

/// <summary>Arrows between projects point one way only, as the table of docs/architecture.md says.</summary>
public sealed class DependencyTests
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> MayUse = ReadTable();

    [Fact]
    public void Every_project_has_a_row_and_every_row_a_project()
    {
        var projects = Project.Below("src/").Select(project => project.Name).Order().ToList();
        Assert.Equal(projects, MayUse.Keys.Order());
    }

    [Fact]
    public void Projects_refer_only_to_what_the_table_allows() =>
        Violations.None(
            from project in Project.Below("src/")
            let allowed = Reachable(project.Name)
            from used in project.References
            where !allowed.Contains(used)
            select $"{project.Path} refers to {used}; it may use {string.Join(", ", allowed)}",
            "a project uses only what docs/architecture.md lets it use");

    [Fact]
    public void The_table_has_no_cycle() =>
        Violations.None(
            MayUse.Keys.Where(name => Reachable(name).Contains(name)).Select(name => $"{name} reaches itself"),
            "arrows point one way only");

    [Fact]
    public void Every_project_has_tests_and_they_refer_to_nothing_above_it()
    {
        var tests = Project.Below("tests/").ToDictionary(project => project.Name);
        Violations.None(
            MayUse.Keys.Where(name => !tests.ContainsKey(name + ".Tests")).Select(name => $"tests/{name}.Tests is missing")
                .Concat(from name in MayUse.Keys
                        where tests.ContainsKey(name + ".Tests")
                        from used in tests[name + ".Tests"].References
                        where used != name && used != "Thaw.Testing" && !Reachable(name).Contains(used)
                        select $"tests/{name}.Tests refers to {used}"),
            "tests mirror src");
    }

    private static HashSet<string> Reachable(string name)
    {
        var reached = new HashSet<string>();
        var waiting = new Stack<string>(MayUse.GetValueOrDefault(name, []));
        while (waiting.TryPop(out var next))
        {
            if (reached.Add(next))
                MayUse.GetValueOrDefault(next, []).ToList().ForEach(waiting.Push);
        }
        return reached;
    }

    // Rows are | `Thaw.Name` | what it holds | names, "nothing" or "all" |.
    private static Dictionary<string, IReadOnlyList<string>> ReadTable()
    {
        var rows = new MarkdownFile("docs/architecture.md").TableRows()
            .Where(row => row.Count == 3 && row[0].StartsWith("`Thaw.", StringComparison.Ordinal))
            .ToDictionary(row => row[0].Trim('`'), row => row[2]);
        return rows.ToDictionary(row => row.Key, row => Names(row.Key, row.Value, rows.Keys));
    }

    private static IReadOnlyList<string> Names(string name, string cell, IEnumerable<string> all) => cell switch
    {
        "nothing" => [],
        "all" => [.. all.Where(other => other != name)],
        _ => [.. cell.Split(',', StringSplitOptions.TrimEntries).Select(part => "Thaw." + part.Trim('`'))],
    };
}
