using System.Text.RegularExpressions;
using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Documents;

/// <summary>Commands that the documents name exist, with the options that are given to them.</summary>
public sealed partial class CommandTests
{
    private static readonly HelpPages Help = new();

    [Fact]
    public void Commands_in_documents_exist() =>
        Violations.None(
            from file in MarkdownFile.All
            from line in file.FencedLines().Concat(file.InlineCode())
            let words = ThawWords(line.Text)
            where words is not null
            let objection = Help.Objection(words)
            where objection is not null
            select $"{file.Path}:{line.Number}: {line.Text.Trim()}: {objection}",
            "a documented command is one that `thaw --help` knows");

    [Fact]
    public void Scripts_in_documents_exist() =>
        Violations.None(
            from file in MarkdownFile.All
            from line in file.FencedLines().Concat(file.InlineCode())
            let match = Script().Match(line.Text)
            where match.Success && !File.Exists(Repository.PathOf(match.Groups[1].Value))
            select $"{file.Path}:{line.Number}: {match.Value.Trim()}",
            "a documented script exists");

    [Fact]
    public void Experiments_in_documents_exist() =>
        Violations.None(
            from file in MarkdownFile.All
            from line in file.FencedLines().Concat(file.InlineCode())
            let match = Experiment().Match(line.Text)
            where match.Success && !File.Exists(Repository.PathOf($"experiments/{match.Groups[1].Value}.yaml"))
            select $"{file.Path}:{line.Number}: {match.Value.Trim()}",
            "a documented experiment is a file of experiments/");

    [Theory]
    [InlineData("$ ./thaw profile functions/x --json | jq .", "profile functions/x --json")]
    [InlineData("thaw doctor   # what this machine offers", "doctor")]
    [InlineData("THAW_HOME=x thaw clean && echo done", "clean")]
    [InlineData("thawed", null)]
    public void A_command_line_is_read_up_to_its_end(string line, string? expected) =>
        Assert.Equal(expected, ThawWords(line) is { } words ? string.Join(' ', words) : null);

    private static string[]? ThawWords(string line)
    {
        var match = Thaw().Match(line);
        return match.Success ? match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;
    }

    // A prompt or variables may stand before it; a comment, a pipe or another command ends it.
    [GeneratedRegex(@"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\./)?thaw(?= |$)((?: [^#|&;>\n]*)?)")]
    private static partial Regex Thaw();

    [GeneratedRegex(@"^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:bash )?(?:\./)?((?:eng|\.ci)/[\w./-]+|(?<=\./)(?:test|bench|thaw))(?= |$)")]
    private static partial Regex Script();

    [GeneratedRegex(@"(?:\./bench|thaw lab run) ([a-z][\w-]*)")]
    private static partial Regex Experiment();
}
