using System.CommandLine;
using Thaw.Cli.Profile;
using Thaw.Cli.Terminal;
using Thaw.Profiling.Comparing;
using Thaw.Profiling.Findings;

namespace Thaw.Cli.Diff;

/// <summary><c>thaw diff</c>: what became slower, faster, newly loaded or no longer loaded between two profiles.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string[]> Paths = new("paths")
    {
        Description = "Two recordings or JSON reports of `thaw profile --json`; with --git the function (by default this folder).",
        Arity = new ArgumentArity(0, 2),
    };

    private static readonly Option<string?> Git = new("--git")
    {
        Description = "Profile the function at REV and as it is now, by turns, and compare the two.",
        HelpName = "REV",
    };

    private static readonly Option<int> Runs = new("--runs") { Description = "With --git: cold processes of each baseline.", DefaultValueFactory = _ => 12 };
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON (schema thaw.diff, version 1) instead of text." };
    private static readonly Option<int> Top = new("--top") { Description = "Lines to show of each kind.", DefaultValueFactory = _ => 10 };

    public static Command Create()
    {
        var command = new Command("diff", "Say what became slower, faster, newly loaded or no longer loaded, and by which statement")
        {
            Paths, Git, Runs, ReportOptions.Threshold, Json, ReportOptions.Html, Top,
        };
        FunctionOptions.AddTo(command);
        Runs.Validators.Add(result => ReportOptions.Range(result, 1, 1000));
        Top.Validators.Add(result => ReportOptions.Range(result, 1, 10_000));
        command.SetAction((parsed, token) => Task.FromResult(Run(parsed, token)));
        return command.WithExamples(
            "thaw diff recording-before/ recording-after/",
            "thaw diff main.json branch.json --json",
            "thaw diff main.json branch.json --html changes.html",
            "thaw diff --git HEAD~1 functions/wine_quality");
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var thresholds = ReportOptions.Thresholds(parsed);
        var diff = parsed.GetValue(Git) is { } revision
            ? AgainstRevision(parsed, revision, thresholds, cancellation)
            : BetweenFiles(parsed, thresholds);
        if (parsed.GetValue(ReportOptions.Html) is { } page)
        {
            HtmlFile.Write(page, stream => HtmlDiff.Write(stream, diff));
        }

        if (parsed.GetValue(Json))
        {
            parsed.InvocationConfiguration.Output.Write(ProfileDiffJson.ToText(diff));
        }
        else
        {
            DiffRenderer.Render(Screen.Of(parsed.InvocationConfiguration), diff, parsed.GetValue(Top));
        }

        return ExitCodes.Done;
    }

    private static ProfileDiff BetweenFiles(ParseResult parsed, FindingThresholds thresholds)
    {
        if (FunctionOptions.All.FirstOrDefault(option => parsed.GetValue(option) is not null) is { } unused)
        {
            throw new FormatException($"diff: {unused.Name} goes with --git, which runs the function; recordings are only read");
        }

        if (parsed.GetValue(Paths) is not [var before, var after])
        {
            throw new FormatException("diff: give two recordings or JSON reports, or --git REV and a function");
        }

        return ProfileComparer.Compare(before, ProfileSource.Read(before, thresholds), after, ProfileSource.Read(after, thresholds));
    }

    private static ProfileDiff AgainstRevision(
        ParseResult parsed, string revision, FindingThresholds thresholds, CancellationToken cancellation)
    {
        string[] paths = parsed.GetValue(Paths) ?? [];
        if (paths.Length > 1)
        {
            throw new FormatException("diff: --git takes one path, the function's");
        }

        return new RevisionDiff(FunctionOptions.Request(parsed, paths is [var path] ? path : "."), parsed.GetValue(Runs), thresholds)
            .Compare(revision, cancellation);
    }
}
