using System.Text.RegularExpressions;
using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Documents;

/// <summary>Every promise of SPECIFICATION.md names what shows it: an experiment, a test class, or that nothing does yet.</summary>
public sealed partial class SpecificationTests
{
    [Fact]
    public void Every_promise_names_evidence_that_exists()
    {
        var rows = new MarkdownFile("SPECIFICATION.md").TableRows().Where(row => row[0] != "promise").ToList();
        Assert.NotEmpty(rows);
        Violations.None(
            from row in rows
            let objection = row.Count < 3 ? "needs a promise, a target and its evidence" : Objection(row[^1])
            where objection is not null
            select $"{row[0]}: {objection}",
            "a promise names its evidence, or says `none yet`");
    }

    private static string? Objection(string evidence)
    {
        if (evidence.StartsWith("none yet", StringComparison.Ordinal))
            return null;
        var named = Code().Matches(evidence).Select(match => match.Groups[1].Value).ToList();
        return named.Count == 0 ? "names no evidence" : named.Where(name => !Exists(name)).Select(name => $"{name} does not exist").FirstOrDefault();
    }

    private static bool Exists(string name)
    {
        if (name.StartsWith("./bench ", StringComparison.Ordinal))
            return File.Exists(Repository.PathOf($"experiments/{name.Split(' ')[1]}.yaml"));
        return Path.Exists(Repository.PathOf(name)) || TrackedFiles.Below("tests/", $"/{name}.cs").Count > 0;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
