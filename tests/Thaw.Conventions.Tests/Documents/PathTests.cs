using System.Text.RegularExpressions;
using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Documents;

/// <summary>Files that the documents name or link to exist.</summary>
public sealed partial class PathTests
{
    [Fact]
    public void Relative_links_lead_to_files_and_headings() =>
        Violations.None(
            from file in MarkdownFile.All
            from link in file.Links()
            where !link.Target.Contains("://", StringComparison.Ordinal)
                && !link.Target.StartsWith("mailto:", StringComparison.Ordinal)
                && !Leads(file, link.Target)
            select $"{file.Path}:{link.Number}: {link.Target}",
            "a relative link leads to a file of the repository, and to a heading that it has");

    [Fact]
    public void Paths_in_inline_code_exist() =>
        Violations.None(
            from file in MarkdownFile.All
            from code in file.InlineCode()
            let match = RepositoryPath().Match(code.Text)
            where match.Success && !Exists(match.Groups[1].Value)
            select $"{file.Path}:{code.Number}: {match.Groups[1].Value}",
            "a path of the repository that a document names exists");

    private static bool Leads(MarkdownFile from, string target)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0
            ? from.Path
            : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(from.Path)!, parts[0]));
        if (!Path.Exists(Repository.PathOf(path)))
            return false;
        return parts.Length == 1 || !path.EndsWith(".md", StringComparison.Ordinal) || new MarkdownFile(path).Anchors().Contains(parts[1]);
    }

    // NAME, <name>, … and * stand for something: the folder before the first of them must exist.
    private static bool Exists(string path)
    {
        var fixedPart = path.Split('/').TakeWhile(part => !Placeholder().IsMatch(part));
        return Path.Exists(Repository.PathOf(string.Join('/', fixedPart)));
    }

    [GeneratedRegex(@"^(?:\./)?((?:src|tests|docs|eng|functions|experiments|benchmarks|\.ci)/[^\s:,;`]*)")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"[*<>{}…]|^[A-Z]+(?:\.\w+)?$")]
    private static partial Regex Placeholder();
}
