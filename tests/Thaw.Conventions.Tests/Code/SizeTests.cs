using System.Text.RegularExpressions;
using Thaw.Conventions.Tests.Sources;

namespace Thaw.Conventions.Tests.Code;

/// <summary>Files and functions stay small enough to be read at once.</summary>
public sealed partial class SizeTests
{
    private const int LongestFile = 400;
    private const int UsualFile = 250;
    private const int UsualFunction = 30;

    private static IReadOnlyList<(string Path, int Lines)> Files { get; } =
        [.. TrackedFiles.Below("src/", ".cs").Concat(TrackedFiles.Below("src/", ".py")).Concat(TrackedFiles.Below("eng/", ".py"))
            .Select(path => (path, TrackedFiles.Read(path).Count(c => c == '\n')))];

    [Fact]
    public void No_source_file_is_over_the_limit() =>
        Violations.None(
            Files.Where(file => file.Lines > LongestFile).Select(file => $"{file.Path}: {file.Lines} lines"),
            $"a source file has at most {LongestFile} lines");

    [Fact]
    public void Nineteen_of_twenty_files_are_short() =>
        AtMostOneInTwenty([.. Files], UsualFile, "lines of a source file");

    [Fact]
    public void Nineteen_of_twenty_functions_are_short() =>
        AtMostOneInTwenty(
            [.. TrackedFiles.Below("src/", ".cs").SelectMany(path => FunctionsOf(path, TrackedFiles.Read(path)))],
            UsualFunction, "lines of a function");

    [Fact]
    public void A_function_is_measured_from_brace_to_brace()
    {
        const string source = "class C\n{\n    int F(\n        int x)\n    {\n        if (x > 0)\n        {\n        }\n    }\n}\n";
        Assert.Equal([("c.cs:5", 3)], FunctionsOf("c.cs", source));
    }

    private static void AtMostOneInTwenty(List<(string Name, int Lines)> sizes, int limit, string what)
    {
        var longOnes = sizes.Where(size => size.Lines > limit).OrderByDescending(size => size.Lines).ToList();
        Assert.True(
            longOnes.Count * 20 <= sizes.Count,
            $"95 % of {what} are at most {limit}; {longOnes.Count} of {sizes.Count} are over:\n"
                + string.Join('\n', longOnes.Select(size => $"{size.Name}: {size.Lines}")));
    }

    // The formatter puts a body's braces on lines of their own, at the member's indentation.
    private static IEnumerable<(string Name, int Lines)> FunctionsOf(string path, string source)
    {
        var lines = source.Split('\n');
        for (var i = 1; i < lines.Length; i++)
        {
            if (!OpensBody().IsMatch(lines[i]) || !EndsSignature().IsMatch(lines[i - 1]))
                continue;
            var end = Array.IndexOf(lines, lines[i].Replace('{', '}'), i);
            if (end < 0)
                continue;
            yield return ($"{path}:{i + 1}", end - i - 1);
            i = end;
        }
    }

    [GeneratedRegex(@"^(?: {4}){1,3}\{$")]
    private static partial Regex OpensBody();

    [GeneratedRegex(@"\)(?: where .*)?$|^\s+(?:get|set|init|add|remove)$|^\s+(?:: (?:base|this)\(.*\))$")]
    private static partial Regex EndsSignature();
}
