using System.Text.RegularExpressions;
using Thaw.Conventions.Tests.Sources;
using Thaw.Testing;

namespace Thaw.Conventions.Tests.Documents;

/// <summary>What the command line says of itself, asked once for each command.</summary>
internal sealed partial class HelpPages
{
    private readonly Dictionary<string, Page> _pages = [];

    /// <summary>Why a command line cannot be right; null when its command and its options are known.</summary>
    /// <param name="words">What follows `thaw`; upper-case words, brackets and dots stand for something to fill in.</param>
    public string? Objection(IReadOnlyList<string> words)
    {
        var page = PageOf("");
        var command = "";
        var next = 0;
        while (page.Commands.Count > 0 && next < words.Count && IsName(words[next]))
        {
            if (!page.Commands.Contains(words[next]))
                return $"thaw{command} has no command {words[next]}";
            command += " " + words[next++];
            page = PageOf(command);
        }
        var unknown = words.Skip(next).SelectMany(word => Option().Matches(word).Select(match => match.Value))
            .FirstOrDefault(option => !page.Options.Contains(option));
        return unknown is null ? null : $"thaw{command} has no option {unknown}";
    }

    private static bool IsName(string word) => Name().IsMatch(word);

    private Page PageOf(string command)
    {
        if (_pages.TryGetValue(command, out var known))
            return known;
        var arguments = command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append("--help");
        var help = Commands.Run(Repository.PathOf("thaw"), arguments);
        Assert.True(help.ExitCode == 0, $"thaw{command} --help: exit code {help.ExitCode}: {help.Error}");
        return _pages[command] = Page.Parse(help.Output);
    }

    [GeneratedRegex("^[a-z][a-z-]*$")]
    private static partial Regex Name();

    [GeneratedRegex("(?<![\\w-])--[a-z][a-z-]*")]
    private static partial Regex Option();

    private sealed partial record Page(IReadOnlySet<string> Commands, IReadOnlySet<string> Options)
    {
        public static Page Parse(string help)
        {
            var commands = Section().Match(help).Groups[1].Value;
            return new Page(
                FirstWord().Matches(commands).Select(match => match.Groups[1].Value).ToHashSet(),
                Option().Matches(help).Select(match => match.Value).Append("--help").ToHashSet());
        }

        [GeneratedRegex(@"^Commands:\n((?: .*\n?)*)", RegexOptions.Multiline)]
        private static partial Regex Section();

        [GeneratedRegex(@"^  ([a-z][a-z-]*)", RegexOptions.Multiline)]
        private static partial Regex FirstWord();
    }
}
